import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectDir } from '../../sandbox/build';
import { type RunningN8n, startN8n } from '../../sandbox/n8n';
import { type Credential, N8nClient, type Workflow } from '../../sandbox/n8n/client';
import { somePort } from '../../sandbox/ports';

/** A workflow that watches a mailbox, and its credential, which have the same name. */
export interface Watcher {
	name: string;
	address: string;
	password: string;
	imapPort: number;
	/** PEM certificate of the mail server. */
	ca: string;
	/** The trigger's options. */
	options?: Record<string, unknown>;
	/** Id of the workflow that runs for failed executions. */
	errorWorkflow?: string;
	/** Called for each mail (./callCounter); without it nothing is done with them. */
	counterUrl?: string;
}

/** A real n8n that can end and start again on what it has, and what its workflows do outside. */
export class TriggerWorld {
	private readonly processes = new Set<RunningN8n>();

	private constructor(
		readonly stateDir: string,
		private readonly port: number,
	) {}

	/** The port stays, so that the client, whose sign-ins n8n limits, outlives n8n. */
	static async start(): Promise<{ world: TriggerWorld; n8n: RunningN8n; client: N8nClient }> {
		const stateDir = mkdtempSync(join(tmpdir(), 'envelope-trigger-'));
		const world = new TriggerWorld(stateDir, await somePort());
		const n8n = await world.startN8n();
		return { world, n8n, client: await N8nClient.signIn(n8n.url, n8n.owner) };
	}

	/** @param port another than the usual one, for a second n8n beside the first */
	async startN8n(port = this.port): Promise<RunningN8n> {
		// After a crash, n8n would sleep for 10 seconds before it does anything.
		rmSync(join(this.stateDir, '.n8n/crash.journal'), { force: true });
		const n8n = await startN8n({
			stateDir: this.stateDir,
			packageDir: projectDir,
			port,
			// Four times the executions a second: no JavaScript engine is made for one without expressions.
			env: { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' },
		});
		this.processes.add(n8n);
		void n8n.exited.then(() => this.processes.delete(n8n));
		return n8n;
	}

	/** Makes the watcher's workflow, and publishes it. */
	async activate(client: N8nClient, watcher: Watcher): Promise<void> {
		const credentialId = await client.saveCredential(credentialOf(watcher));
		await client.saveWorkflow(workflowOf(watcher, credentialId));
		await client.activate(watcher.name);
	}

	/** Publishes a workflow that runs for what fails in those that name it. */
	async publishErrorWorkflow(client: N8nClient, name: string): Promise<void> {
		await client.saveWorkflow({
			id: name,
			name,
			nodes: [
				{
					id: 'error',
					name: 'On error',
					type: 'n8n-nodes-base.errorTrigger',
					typeVersion: 1,
					position: [0, 0],
					parameters: {},
				},
			],
			connections: {},
			settings: { executionOrder: 'v1' },
		});
		await client.activate(name);
	}

	async close(): Promise<void> {
		await Promise.all([...this.processes].map((n8n) => n8n.kill()));
		rmSync(this.stateDir, { recursive: true, force: true });
	}
}

export function credentialOf({ name, address, password, imapPort, ca }: Watcher): Credential {
	return {
		name,
		type: 'envelopeAccount',
		data: {
			provider: 'custom',
			address,
			user: address,
			password,
			use: 'receive',
			imapHost: '127.0.0.1',
			imapPort,
			imapTls: 'tls',
			caCertificate: ca,
			allowSelfSigned: false,
		},
	};
}

function workflowOf(watcher: Watcher, credentialId: string): Workflow {
	const { name, options = {}, errorWorkflow, counterUrl } = watcher;
	const next =
		counterUrl === undefined
			? { type: 'n8n-nodes-base.noOp', typeVersion: 1, parameters: {} }
			: {
					type: 'n8n-nodes-base.httpRequest',
					typeVersion: 4.2,
					parameters: { url: `=${counterUrl}?subject={{ encodeURIComponent($json.subject) }}` },
				};
	return {
		id: name,
		name,
		nodes: [
			{
				id: 'trigger',
				name: 'New mail',
				type: 'n8n-nodes-envelope.envelopeTrigger',
				typeVersion: 1,
				position: [0, 0],
				parameters: {
					event: 'newMessage',
					folder: { __rl: true, mode: 'name', value: 'INBOX' },
					startFrom: 'all',
					options,
				},
				credentials: { envelopeAccount: { id: credentialId, name } },
			},
			{ id: 'next', name: 'Next', position: [200, 0], ...next },
		],
		connections: { 'New mail': { main: [[{ node: 'Next', type: 'main', index: 0 }]] } },
		settings: { executionOrder: 'v1', ...(errorWorkflow && { errorWorkflow }) },
	};
}
