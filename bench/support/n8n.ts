import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectDir } from '../../sandbox/build';
import { startN8n } from '../../sandbox/n8n';
import { N8nClient } from '../../sandbox/n8n/client';
import { CannotRun } from './cannotRun';
import { type Run, startListener } from './listener';
import type { TriggerNode } from './mailbox';

export interface RealN8n {
	/**
	 * Starts a workflow of two nodes: a trigger, and one that tells us what came. n8n starts the
	 * trigger some time after this has resolved.
	 *
	 * @param id of the workflow, another one for each
	 * @returns ends it
	 */
	start(id: string, trigger: TriggerNode, onRun: (run: Run) => void): Promise<() => Promise<void>>;
	stop(): Promise<void>;
}

/** @throws CannotRun where n8n is not installed */
export function requireN8n(): void {
	if (existsSync(join(projectDir, 'sandbox/runtime/node_modules/n8n'))) return;
	throw new CannotRun('n8n is missing. Install it with: node sandbox/install.mjs runtime');
}

/**
 * A real n8n of its own.
 *
 * @throws CannotRun where n8n is not installed
 */
export async function startRealN8n(): Promise<RealN8n> {
	requireN8n();
	const stateDir = mkdtempSync(join(tmpdir(), 'envelope-bench-n8n-'));
	process.once('exit', () => rmSync(stateDir, { recursive: true, force: true }));
	const n8n = await startN8n({ stateDir, packageDir: projectDir });
	const client = await N8nClient.signIn(n8n.url, n8n.owner);
	const listener = await startListener();
	return {
		async start(id, trigger, onRun) {
			const { type, typeVersion, parameters, credentialType, credential } = trigger;
			const account = { name: id, type: credentialType, data: credential };
			const credentials = {
				[credentialType]: { id: await client.saveCredential(account), name: id },
			};
			const node = { id: 'trigger', name: 'Trigger', type, typeVersion, position: [0, 0] };
			await client.saveWorkflow({
				id,
				name: id,
				nodes: [{ ...node, parameters, credentials }, telling(listener.listenTo(id, onRun))],
				connections: { Trigger: { main: [[{ node: 'Tell', type: 'main', index: 0 }]] } },
				settings: { executionOrder: 'v1' },
			});
			await client.activate(id);
			return () => client.deactivate(id);
		},
		async stop() {
			await n8n.stop();
			listener.stop();
		},
	};
}

/** Calls once for all items of an execution. */
function telling(url: string) {
	return {
		id: 'tell',
		name: 'Tell',
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		position: [200, 0],
		executeOnce: true,
		parameters: { url, options: {} },
	};
}
