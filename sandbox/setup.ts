import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { projectDir } from './build';
import { mailboxes } from './mailboxes';
import type { MailServer } from './mailserver';
import { workflow, type Credential, type N8nClient, type Workflow } from './n8n/client';

const workflowsDir = join(projectDir, 'workflows');

/** The credential of a sandbox mailbox, for n8n. */
export function envelopeAccount(
	person: keyof typeof mailboxes,
	password: string,
	{ ports, ca }: Pick<MailServer, 'ports' | 'ca'>,
): Credential {
	return {
		name: `Envelope: ${person}`,
		type: 'envelopeAccount',
		data: {
			provider: 'custom',
			address: mailboxes[person],
			senderName: person,
			user: mailboxes[person],
			password,
			use: 'sendAndReceive',
			smtpHost: '127.0.0.1',
			smtpPort: ports.smtps,
			smtpTls: 'tls',
			imapHost: '127.0.0.1',
			imapPort: ports.imaps,
			imapTls: 'tls',
			caCertificate: ca,
			allowSelfSigned: false,
		},
	};
}

/** What callers of the shipped webhook and of the shipped MCP server have to send: else anybody could write mail. */
export function callerKeys(key: string): Credential[] {
	return [
		{
			name: 'Envelope: webhook key',
			type: 'httpHeaderAuth',
			data: { name: 'x-api-key', value: key },
		},
		{ name: 'Envelope: MCP token', type: 'httpBearerAuth', data: { token: key } },
	];
}

/** The workflows that ship with Envelope, by file name. */
export function shippedWorkflows(): Workflow[] {
	return readdirSync(workflowsDir)
		.filter((name) => name.endsWith('.json'))
		.sort()
		.map((name) => workflow.parse(JSON.parse(readFileSync(join(workflowsDir, name), 'utf8'))));
}

/**
 * Creates the credentials and the shipped workflows in n8n and activates those marked active. Done
 * again it brings the credentials up to date, and only those workflows whose file has changed since:
 * what a person changed in the editor stays. Resolves with what did not work, in words.
 */
export async function setUp(
	client: N8nClient,
	credentials: Credential[],
	stateDir: string,
): Promise<string[]> {
	const ids = new Map<string, string>();
	for (const credential of credentials) {
		ids.set(credential.name, await client.saveCredential(credential));
	}

	const problems: string[] = [];
	const done = SetUpBefore.load(join(stateDir, 'workflows.json'));
	for (const shipped of shippedWorkflows()) {
		if (done.has(shipped) && (await client.workflow(shipped.id))) continue;
		try {
			await client.saveWorkflow(withCredentialIds(shipped, ids));
			if (shipped.active) await client.activate(shipped.id);
			done.add(shipped);
		} catch (error) {
			problems.push(`The workflow "${shipped.name}" could not be set up: ${String(error)}`);
		}
	}
	return problems;
}

/** Credential ids differ from one n8n to the next; the files know them by name. */
function withCredentialIds(shipped: Workflow, ids: Map<string, string>): Workflow {
	const nodes = shipped.nodes.map((node) => ({
		...node,
		credentials: Object.fromEntries(
			Object.entries(node.credentials ?? {}).map(([type, { name }]) => [
				type,
				{ id: ids.get(name) ?? null, name },
			]),
		),
	}));
	return { ...shipped, nodes };
}

/** Which version of each workflow file went into n8n: workflow id → hash. */
class SetUpBefore {
	private constructor(
		private readonly file: string,
		private readonly hashes: Record<string, string>,
	) {}

	static load(file: string): SetUpBefore {
		const content: unknown = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
		return new SetUpBefore(file, z.record(z.string(), z.string()).parse(content));
	}

	has(shipped: Workflow): boolean {
		return this.hashes[shipped.id] === hash(shipped);
	}

	add(shipped: Workflow): void {
		this.hashes[shipped.id] = hash(shipped);
		writeFileSync(this.file, JSON.stringify(this.hashes));
	}
}

function hash(shipped: Workflow): string {
	return createHash('sha256').update(JSON.stringify(shipped)).digest('hex');
}
