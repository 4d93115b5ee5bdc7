import { json } from 'node:stream/consumers';
import { ESLint } from 'eslint';

/**
 * Reads `[{ filePath, code }]` from stdin and prints, for each, the messages of the project's own
 * ESLint configuration about imports. A process of its own, because Jest cannot import() the
 * configuration, an ES module; without type information, because the files need not exist.
 */
const eslint = new ESLint({
	overrideConfig: { languageOptions: { parserOptions: { projectService: false } } },
	ruleFilter: ({ ruleId }) => ['no-restricted-imports', 'no-restricted-syntax'].includes(ruleId),
});

const snippets = await json(process.stdin);
const results = await Promise.all(
	snippets.map(async ({ filePath, code }) => {
		const [result] = await eslint.lintText(code, { filePath });
		return result.messages.map(({ message }) => message);
	}),
);
process.stdout.write(JSON.stringify(results));
