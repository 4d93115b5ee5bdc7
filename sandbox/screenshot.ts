import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { closePanel, openEditor, openPanel, openWorkflow } from './browser/editor';
import { runningSandbox } from './lock';
import { secretsIn } from './secrets';

const stateDir = join(__dirname, '.state');

/**
 * Takes pictures from the running sandbox: `screenshot.ts <workflow id> <folder> [node name …]` writes
 * canvas.png and one picture of each node's panel, and says what went wrong in the page.
 */
async function main([workflowId, folder, ...nodeNames]: string[]): Promise<void> {
	if (!workflowId || !folder)
		throw new Error('Usage: screenshot.ts <workflow id> <folder> [node …]');
	const url = runningSandbox(stateDir)?.url;
	if (!url) throw new Error('The sandbox is not running. Start it with: npm start');

	mkdirSync(folder, { recursive: true });
	const editor = await openEditor(url, secretsIn(stateDir).owner);
	try {
		await openWorkflow(editor, workflowId);
		await editor.page.screenshot({ path: join(folder, 'canvas.png') });
		for (const name of nodeNames) {
			await openPanel(editor, name);
			await editor.page.screenshot({ path: join(folder, `${name}.png`) });
			await closePanel(editor);
		}
	} finally {
		await editor.close();
	}
	for (const error of editor.errors) console.error(error);
}

main(process.argv.slice(2)).catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
