import { setTimeout as sleep } from 'node:timers/promises';
import type { IDataObject } from 'n8n-workflow';
import { closeSmtpPools } from '../../mail/smtp/pool';
import { bob, users } from '../support/account';
import { runSend } from '../support/sendNode';
import { describeServers, type TestServer } from '../support/servers';

const header = (value: string) => ({ headers: { header: [{ name: 'X-Ticket', value }] } });

describeServers('The fields of Envelope Send', (start) => {
	let server: TestServer;
	beforeAll(async () => {
		server = await start({ users });
	});
	afterEach(closeSmtpPools);
	afterAll(() => server?.close());

	/** What arrived of a message, as text. */
	async function sent(parameters: IDataObject): Promise<string> {
		const { error, json } = await runSend(server, parameters);
		expect(error).toBeUndefined();
		const id = json[0]?.messageId as string;
		for (;;) {
			const stored = (await server.messages(bob)).map(({ raw }) => raw.toString());
			const found = stored.find((raw) => raw.includes(id));
			if (found !== undefined) return found;
			await sleep(100);
		}
	}

	test.each<[string, IDataObject]>([
		['a subject', { subject: '={{ null }}' }],
		['a text', { text: '={{ null }}' }],
		['an HTML', { bodyFormat: 'both', html: '={{ null }}' }],
		['a From Name', { options: { fromName: '={{ null }}' } }],
		['a header', { options: header('={{ null }}') }],
		['a priority', { options: { priority: '={{ null }}' } }],
	])('take %s that is null for an empty one', async (_, parameters) => {
		expect(await sent(parameters)).not.toMatch(/null|X-Priority/);
	});

	test('take an empty priority for a normal one', async () => {
		expect(await sent({ options: { priority: '' } })).not.toContain('X-Priority');
	});

	test.each<[string, IDataObject]>([
		['Subject: must be text, not an object', { subject: '={{ ({}) }}' }],
		['Text: must be text', { text: '={{ [] }}' }],
		['HTML: must be text', { bodyFormat: 'html', html: '={{ ({}) }}' }],
		['From Name: must be text', { options: { fromName: '={{ ({}) }}' } }],
		['Headers: must be text', { options: header('={{ ({}) }}') }],
		['Priority: Invalid option: expected one of "high"', { options: { priority: 'urgent' } }],
		['Body Format: Invalid option', { bodyFormat: 'raw' }],
	])('say: %s', async (message, parameters) => {
		const { error } = await runSend(server, parameters);
		expect(error?.message.slice(0, message.length)).toBe(message);
	});
});
