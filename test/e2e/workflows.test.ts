import MailComposer from 'nodemailer/lib/mail-composer';
import { mailboxes } from '../../sandbox/mailboxes';
import { envelopeAccount } from '../../sandbox/setup';
import { eventually, password, startWorld, subjectsIn, type World } from './world';

jest.setTimeout(240_000);

const { Alice, Bob } = mailboxes;
let world: World;

beforeAll(async () => {
	world = await startWorld();
});

afterAll(() => world.close());

/** Calls a production webhook; n8n registers it some time after it said that it is active. */
const webhook = (path: string, body: unknown, key = password) =>
	eventually(async () => {
		const response = await fetch(`${world.n8n.url}/webhook/${path}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', 'x-api-key': key },
			body: JSON.stringify(body),
		});
		return response.status === 404 ? undefined : response;
	});

describe('the credential test in the real n8n', () => {
	it('signs in to both servers', async () => {
		const result = await world.client.testCredential(
			envelopeAccount('Alice', password, world.mail),
		);
		expect(result.status).toBe('OK');
	});

	it('says which half failed, and never the password', async () => {
		const account = envelopeAccount('Alice', 'not the secret', world.mail);
		const { status, message } = await world.client.testCredential(account);
		expect(status).toBe('Error');
		expect(message).toMatch(
			/Sending \(SMTP\) failed.*SMTP_AUTH_FAILED.*Receiving \(IMAP\) failed/s,
		);
		expect(message).not.toContain('not the secret');
	});
});

describe('webhook to mail', () => {
	it('sends the mail and answers with what became of it', async () => {
		const response = await webhook('envelope-send', { to: Bob, subject: 'Ünë', text: 'Hi Bob' });
		expect(response.status).toBe(200);
		const answer: unknown = await response.json();
		expect(answer).toMatchObject({ success: true, status: 'delivered', accepted: [Bob] });
		const raw = await eventually(() => {
			const found = world.mail.messages(Bob).map((message) => message.raw.toString());
			return found.find((text) => text.includes('Hi Bob'));
		});
		expect(raw).toMatch(/^From: Alice <alice@example\.test>/m);
	});

	it('sends nothing for who has not the key', async () => {
		const body = { to: Bob, subject: 'No key', text: 'Hi Bob' };
		const response = await webhook('envelope-send', body, 'a guess');
		expect(response.status).toBe(403);
		expect(subjects(Bob)).not.toContain('No key');
	});

	it('answers with the error and what to do about it', async () => {
		const response = await webhook('envelope-send', {
			to: 'nobody at all',
			subject: 's',
			text: 't',
		});
		expect(response.status).toBe(422);
		expect(await response.json()).toMatchObject({
			success: false,
			error: { code: 'INVALID_ADDRESS', phase: 'compose', transient: false },
		});
	});
});

describe('new mail to draft reply', () => {
	it('answers a mail that arrives over SMTP with a draft in its thread', async () => {
		const text = 'Can you come at nine?';
		await webhook('envelope-send', { to: Bob, subject: 'Tomorrow', text });
		const draft = await eventually(() =>
			world.mail.messages(Bob, 'Drafts').find(({ raw }) => raw.includes('Subject: Re: Tomorrow')),
		);
		const original = world.mail.messages(Bob).find(({ raw }) => raw.includes(text));
		const messageId = /^Message-ID: (.+)\r$/im.exec(original?.raw.toString() ?? '')?.[1];
		expect(draft.flags).toContain('\\Draft');
		expect(draft.raw.toString()).toContain(`In-Reply-To: ${messageId}`);
		const execution = await eventually(async () => {
			const runs = await world.client.executions('EnvelopeDemo00001');
			return runs.find(({ status, data }) => status === 'success' && holds(data, 'Tomorrow'));
		});
		expect(execution.finished).toBe(true);
	});
});

describe('Envelope Trigger before a node that waits', () => {
	it('starts the next execution while the first one waits', async () => {
		const account = (await world.client.credentials()).find(
			({ name }) => name === 'Envelope: Alice',
		);
		await world.client.saveWorkflow({
			id: 'EnvelopeWaiting01',
			name: 'New mail, then wait',
			nodes: [
				{
					id: 'trigger',
					name: 'New mail',
					type: 'n8n-nodes-envelope.envelopeTrigger',
					typeVersion: 1,
					position: [0, 0],
					parameters: {
						folder: { __rl: true, mode: 'name', value: 'INBOX' },
						startFrom: 'all',
						options: { maxInFlight: 1 },
					},
					credentials: { envelopeAccount: { id: account?.id, name: 'Envelope: Alice' } },
				},
				{
					id: 'wait',
					name: 'Wait',
					type: 'n8n-nodes-base.wait',
					typeVersion: 1.1,
					position: [200, 0],
					webhookId: 'envelope-waiting',
					parameters: { resume: 'timeInterval', amount: 2, unit: 'hours' },
				},
			],
			connections: { 'New mail': { main: [[{ node: 'Wait', type: 'main', index: 0 }]] } },
			settings: { executionOrder: 'v1' },
		});
		await world.client.activate('EnvelopeWaiting01');
		for (const subject of ['first', 'second']) {
			await webhook('envelope-send', { to: Alice, subject, text: 'Hi' });
		}
		const waiting = await eventually(async () => {
			const runs = await world.client.executions('EnvelopeWaiting01');
			// One that has just come is new, then running, and waits after that.
			return runs.filter(({ status }) => status === 'waiting').length === 2 ? runs : undefined;
		});
		expect(waiting).toHaveLength(2);
	});
});

describe('invoices to the archive', () => {
	const invoice = (subject: string, file: string) =>
		new MailComposer({
			from: 'billing@print.example.test',
			to: Alice,
			subject,
			text: 'Your invoice is attached.',
			attachments: [{ filename: file, contentType: 'application/pdf', content: '%PDF-1.4' }],
		})
			.compile()
			.build();

	it('takes the PDF of an invoice and files the mail; others stay where they are', async () => {
		world.mail.deliver(Alice, await invoice('The party', 'map.pdf'));
		world.mail.deliver(Alice, await invoice('Your INVOICE 4711', '4711.pdf'));
		const filed = await eventually(() =>
			world.mail.messages(Alice, 'Archive').find(({ raw }) => raw.includes('INVOICE 4711')),
		);
		expect(filed.flags).toEqual(expect.arrayContaining(['\\Seen', '$Invoice']));
		expect(subjects(Alice)).toContain('The party');
		expect(subjects(Alice)).not.toContain('Your INVOICE 4711');
		const runs = await world.client.executions('EnvelopeDemo00004');
		expect(runs.map(({ status }) => status)).toEqual(['success']);
		expect(holds(runs[0]?.data, '4711.pdf')).toBe(true);
	});
});

const subjects = (address: string) => subjectsIn(world.mail, address);

function holds(data: unknown, text: string): boolean {
	return JSON.stringify(data).includes(text);
}
