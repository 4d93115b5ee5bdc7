import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { projectDir } from '../../sandbox/build';
import { startN8n } from '../../sandbox/n8n';
import { N8nClient } from '../../sandbox/n8n/client';
import { cameWithin } from '../../mail/imap/within';
import { CannotRun } from './cannotRun';
import { startListener } from './listener';
import type { Delivery } from './mailServer';
import type { TriggerNode } from './mailbox';

const FIRST_NODE = 'Tell';

export interface TriggerWorkflow {
	/** n8n starts the trigger some time after it said that it did. */
	activate(): Promise<void>;
	deactivate(): Promise<void>;
	/** Resolves once its executions have run so many messages, all of them together. */
	ran(messages: number): Promise<void>;
	/**
	 * When the first node after the trigger began in each execution, in their order, in milliseconds
	 * since 1970; of the last 250 executions.
	 */
	startTimes(): Promise<number[]>;
}

export interface RealN8n {
	/** @param id 16 characters at most */
	workflow(id: string, trigger: TriggerNode): Promise<TriggerWorkflow>;
	stop(): Promise<void>;
}

const executed = z.object({
	resultData: z.object({
		runData: z.object({ [FIRST_NODE]: z.tuple([z.object({ startTime: z.number() })]) }),
	}),
});

/**
 * A real n8n for workflows of two nodes: a trigger, and one that tells us how many messages it got.
 *
 * @throws CannotRun where n8n is not installed
 */
export async function startRealN8n(): Promise<RealN8n> {
	if (!existsSync(join(projectDir, 'sandbox/runtime/node_modules/n8n'))) {
		throw new CannotRun('Install n8n with: node sandbox/install.mjs runtime');
	}
	const stateDir = mkdtempSync(join(tmpdir(), 'envelope-bench-n8n-'));
	process.once('exit', () => rmSync(stateDir, { recursive: true, force: true }));
	const [n8n, listener] = await Promise.all([
		startN8n({ stateDir, packageDir: projectDir }),
		startListener(),
	]);
	const client = await N8nClient.signIn(n8n.url, n8n.owner);
	return {
		async workflow(id, trigger) {
			const { type, typeVersion, parameters, credentialType, credential } = trigger;
			const account = { name: id, type: credentialType, data: credential };
			const credentials = {
				[credentialType]: { id: await client.saveCredential(account), name: id },
			};
			const placed = { typeVersion, position: [0, 0], parameters, credentials };
			await client.saveWorkflow({
				id,
				name: id,
				nodes: [{ id: 'trigger', name: 'Trigger', type, ...placed }, telling(listener.url(id))],
				connections: { Trigger: { main: [[{ node: FIRST_NODE, type: 'main', index: 0 }]] } },
				settings: { executionOrder: 'v1' },
			});
			return {
				activate: () => client.activate(id),
				deactivate: () => client.deactivate(id),
				ran: (messages) => listener.told(id, messages),
				async startTimes() {
					const executions = await client.executions(id);
					return executions.toReversed().map(({ data }) => {
						const [first] = executed.parse(data).resultData.runData[FIRST_NODE];
						return first.startTime;
					});
				},
			};
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
		name: FIRST_NODE,
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		position: [200, 0],
		executeOnce: true,
		parameters: { url: `=${url}?messages={{ $input.all().length }}`, options: {} },
	};
}

/** How long a mail may take to a workflow that waits for it. */
const ARRIVES_WITHIN_MS = 2_000;

/**
 * Delivers until an active workflow runs: only then it is known to listen.
 *
 * @returns how many it took, and when the last one was in the mailbox, in milliseconds since 1970
 */
export async function deliverUntilRun(
	delivery: Delivery,
	workflow: TriggerWorkflow,
): Promise<{ delivered: number; lastAt: number }> {
	const ran = workflow.ran(1);
	for (let delivered = 1; ; delivered++) {
		const lastAt = await delivery.deliver();
		if (await cameWithin(ARRIVES_WITHIN_MS, ran)) return { delivered, lastAt };
	}
}
