import js from '@eslint/js';
import communityNodes from '@n8n/eslint-plugin-community-nodes';
import nodesBase from 'eslint-plugin-n8n-nodes-base';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { importDirection } from './eslint.layers.mjs';

const shipped = ['credentials/**/*.ts', 'nodes/**/*.ts', 'mail/**/*.ts'];

/** Names that every Node.js script may use; ESLint itself knows those of the language only. */
const nodeGlobals = Object.fromEntries(
	Object.getOwnPropertyNames(globalThis).map((name) => [name, 'readonly']),
);

export default defineConfig(
	globalIgnores(['dist/', 'coverage/', 'sandbox/runtime/', 'sandbox/.state/']),

	{
		files: ['**/*.{js,mjs,ts}'],
		rules: {
			...js.configs.recommended.rules,
			eqeqeq: 'error',
			'max-lines': ['error', 300],
		},
	},

	{
		files: ['**/*.ts'],
		extends: [tseslint.configs.strictTypeChecked],
		languageOptions: {
			parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
		},
		rules: {
			'@typescript-eslint/consistent-type-imports': 'error',
			'@typescript-eslint/switch-exhaustiveness-check': 'error',
			// A number reads the same in every text; the other kinds stay as strict as they are.
			'@typescript-eslint/restrict-template-expressions': [
				'error',
				{
					allowAny: false,
					allowBoolean: false,
					allowNever: false,
					allowNullish: false,
					allowNumber: true,
					allowRegExp: false,
				},
			],
			// `() => socket.end()` and `return reject(error)` say what they do; braces would not say more.
			'@typescript-eslint/no-confusing-void-expression': [
				'error',
				{ ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
			],
			// `const { secret, ...rest }` is how a field is left out.
			'@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
			// TypeScript does not see that an event changes a variable or a signal while we await
			// (microsoft/TypeScript#9998), and the rule calls the check after it needless.
			'@typescript-eslint/no-unnecessary-condition': 'off',
			// An async function without await still turns what it throws into a rejection, which is what
			// an interface of promises asks of it.
			'@typescript-eslint/require-await': 'off',
		},
	},

	{
		files: ['**/*.{js,mjs}'],
		extends: [tseslint.configs.strict],
		languageOptions: { globals: nodeGlobals },
	},
	{
		files: ['**/*.js'],
		languageOptions: { sourceType: 'commonjs' },
		rules: {
			// The package is CommonJS, so its plain .js files are, too.
			'@typescript-eslint/no-require-imports': 'off',
		},
	},

	{
		files: shipped,
		rules: {
			// What a person should see goes through n8n's logger or an error.
			'no-console': 'error',
			'@typescript-eslint/no-unsafe-type-assertion': 'error',
		},
	},
	...importDirection,

	{
		files: [...shipped, 'package.json'],
		extends: [communityNodes.configs.recommendedWithoutN8nCloudSupport],
	},
	{
		files: ['mail/**/*.ts'],
		rules: {
			// The engine knows nothing of n8n; nodes/shared turns its errors into node errors.
			'@n8n/community-nodes/require-node-api-error': 'off',
		},
	},
	{
		files: ['package.json'],
		languageOptions: {
			parser: tseslint.parser,
			parserOptions: { extraFileExtensions: ['.json'] },
		},
		plugins: { 'n8n-nodes-base': nodesBase },
		rules: {
			...nodesBase.configs.community.rules,
			// n8n has no SMTP, IMAP or MIME of its own for nodes: the libraries are pinned and bundled.
			'@n8n/community-nodes/no-runtime-dependencies': 'off',
			// The authors sign as a group, and no person's address is published.
			'@n8n/community-nodes/valid-author': 'off',
			// There is no public address of the project yet.
			'@n8n/community-nodes/require-homepage': 'off',
		},
	},
	{
		files: ['credentials/**/*.ts'],
		plugins: { 'n8n-nodes-base': nodesBase },
		rules: {
			...nodesBase.configs.credentials.rules,
			// An account of a mailbox is no API; n8n's own "IMAP" and "SMTP" have no suffix either.
			'n8n-nodes-base/cred-class-name-unsuffixed': 'off',
			'n8n-nodes-base/cred-class-field-name-unsuffixed': 'off',
			'n8n-nodes-base/cred-class-field-display-name-missing-api': 'off',
			// For n8n's own pages; outside n8n the URL is whole (documentation-url-not-http-url).
			'n8n-nodes-base/cred-class-field-documentation-url-miscased': 'off',
		},
	},
	{
		files: ['nodes/**/*.ts'],
		plugins: { 'n8n-nodes-base': nodesBase },
		rules: {
			...nodesBase.configs.nodes.rules,
			// As in credentials/.
			'n8n-nodes-base/node-class-description-credentials-name-unsuffixed': 'off',
			// They ask for ['main'], and node-connection-type-literal for NodeConnectionTypes.Main.
			'n8n-nodes-base/node-class-description-inputs-wrong-regular-node': 'off',
			'n8n-nodes-base/node-class-description-outputs-wrong': 'off',
		},
	},

	{
		files: ['test/**/*.ts'],
		rules: {
			// Jest's asymmetric matchers (expect.any) are `any`, and what a test reads from outside is
			// checked by the test itself.
			'@typescript-eslint/no-unsafe-assignment': 'off',
			'@typescript-eslint/no-unsafe-argument': 'off',
			'@typescript-eslint/no-unsafe-member-access': 'off',
			// What is missing fails the test right there.
			'@typescript-eslint/no-non-null-assertion': 'off',
			'@typescript-eslint/restrict-template-expressions': 'off',
			// expect(object.method) compares and does not call.
			'@typescript-eslint/unbound-method': 'off',
		},
	},
);
