import { type AddressObject, type ParsedMail, simpleParser } from 'mailparser';
import { z } from 'zod';
import { mailboxes } from '../../sandbox/mailboxes';
import type { Execution, Workflow } from '../../sandbox/n8n/client';
import { eventually, type World } from './world';

type Node = Workflow['nodes'][number];

const runData = z.looseObject({
	resultData: z.looseObject({
		runData: z.record(
			z.string(),
			z.array(
				z.looseObject({
					data: z
						.record(z.string(), z.array(z.array(z.looseObject({ json: z.unknown() })).nullable()))
						.optional(),
				}),
			),
		),
	}),
});

/** Workflows that ask by mail, in the real n8n; Bob is asked. */
export class Asking {
	private constructor(
		private readonly world: World,
		private readonly accountId: string,
	) {}

	static async in(world: World): Promise<Asking> {
		const accounts = await world.client.credentials();
		const alice = accounts.find(({ name }) => name === 'Envelope: Alice');
		if (!alice) throw new Error('Alice has no account');
		return new Asking(world, alice.id);
	}

	/** Alice's Envelope Send as a node of this type. */
	envelope(type: string, name: string, parameters: Record<string, unknown>): Node {
		return {
			id: `${name.toLowerCase().replaceAll(/\W+/g, '-')}-node`,
			name,
			type: `n8n-nodes-envelope.${type}`,
			typeVersion: 1,
			position: [400, 0],
			parameters,
			credentials: { envelopeAccount: { id: this.accountId, name: 'Envelope: Alice' } },
		};
	}

	/** Starts a workflow in which a node of this name asks. */
	async ask(id: string, parameters: Record<string, unknown>, name = 'Ask'): Promise<void> {
		const node = this.envelope('envelopeSend', name, {
			resource: 'message',
			operation: 'sendAndWait',
			to: mailboxes.Bob,
			subject: id,
			message: 'May order 4711 go out?',
			options: {},
			...parameters,
		});
		await this.start(id, [node], { Start: { main: [[main(name)]] } });
	}

	/** Runs a workflow once, from a webhook "Start". */
	async start(id: string, nodes: Node[], connections: Workflow['connections']): Promise<void> {
		const { client, n8n } = this.world;
		const start: Node = {
			id: 'start-node',
			name: 'Start',
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2.1,
			position: [0, 0],
			webhookId: id,
			parameters: { path: id, httpMethod: 'POST', responseMode: 'onReceived', options: {} },
		};
		const settings = { executionOrder: 'v1', timezone: 'Europe/Berlin' };
		await client.saveWorkflow({ id, name: id, nodes: [start, ...nodes], connections, settings });
		await client.activate(id);
		await eventually(async () => {
			const { status } = await fetch(`${n8n.url}/webhook/${id}`, { method: 'POST' });
			return status === 404 ? undefined : status;
		});
	}

	/** The mails with this subject that Bob has, once there are so many. */
	async mails(subject: string, count = 1): Promise<Question[]> {
		const mails = await eventually(async () => {
			const stored = this.world.mail.messages(mailboxes.Bob);
			const parsed = await Promise.all(stored.map(({ raw }) => simpleParser(raw)));
			const found = parsed.filter((mail) => mail.subject === subject);
			return found.length >= count ? found : undefined;
		});
		return mails.map((mail) => new Question(mail));
	}

	/** The execution of a workflow, once it has this status; fails where the execution did. */
	execution(id: string, status: string): Promise<Execution> {
		return eventually(async () => {
			const [newest] = await this.world.client.executions(id);
			if (newest?.status === status) return newest;
			if (newest?.status === 'error') throw new Error(JSON.stringify(newest.data));
			return undefined;
		});
	}

	/** What came out of the runs of a node, once the execution has ended well. */
	async results(id: string, node = 'Ask', output = 'main'): Promise<unknown[]> {
		const { data } = await this.execution(id, 'success');
		const runs = runData.parse(data).resultData.runData[node] ?? [];
		return runs.map((run) => run.data?.[output]?.[0]?.map(({ json }) => json)).flat();
	}
}

/** A mail with links to answer it. */
export class Question {
	constructor(readonly mail: ParsedMail) {}

	/** The link under this label, which the text and the HTML share. */
	link(label: string): string {
		const url = new RegExp(`^${label}:\\s*\\n(http\\S+)`, 'm').exec(this.mail.text ?? '')?.[1];
		if (url === undefined) throw new Error(`No link "${label}" in: ${this.mail.text}`);
		const inHtml = `href="${url.replaceAll('&', '&amp;')}"`;
		const html = String(this.mail.html).replaceAll(/&#x([0-9A-F]+);/g, (_, hex: string) =>
			String.fromCodePoint(Number.parseInt(hex, 16)),
		);
		if (!html.includes(inHtml)) throw new Error(`No button for ${url} in: ${html}`);
		return url;
	}

	get recipients(): string {
		return (this.mail.to as AddressObject).text;
	}
}

/** What a browser sends when the button is pressed. */
export const press = (url: string, entries: Record<string, string>): Promise<Response> =>
	fetch(url, { method: 'POST', body: new URLSearchParams(entries) });

export const main = (node: string) => ({ node, type: 'main', index: 0 });
