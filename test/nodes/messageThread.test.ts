import type { IDataObject } from 'n8n-workflow';
import { closeImapPools } from '../../mail/imap/pool';
import { EnvelopeMailbox } from '../../nodes/EnvelopeMailbox/EnvelopeMailbox.node';
import { credentialFor, users } from '../support/account';
import { eml } from '../support/eml';
import { expectChecked, hostileValues } from '../support/hostile';
import { endAfterCommand } from '../support/imapFaults';
import { startImapProxy } from '../support/imapProxy';
import { runMailbox } from '../support/mailboxNode';
import { fieldsOf } from '../support/nodeFields';
import { putOriginal } from '../support/original';
import { describeServers, type TestServer } from '../support/servers';

const quoted = '\r\n\r\nOn Fri, 20 Nov 2026, Alice wrote:\r\n> What does it cost?\r\n';

describeServers('Mailbox: Get Thread', (start) => {
	let server: TestServer;

	beforeAll(async () => {
		server = await start({ users });
		await putOriginal(
			server,
			eml({ subject: 'Price', messageId: 'a@x.test', from: 'alice@example.test' }),
			'Sent',
		);
		const headers = ['References: <a@x.test>'];
		const answer = { subject: 'AW: Price', messageId: 'b@x.test', headers };
		await putOriginal(server, eml({ ...answer, body: `It costs ${'x'.repeat(5_000)}${quoted}` }));
	});
	afterEach(closeImapPools);
	afterAll(() => server.close());

	const getThread = (parameters: IDataObject = {}, run = {}) =>
		runMailbox(server, 'message.getThread', { message: '<b@x.test>', ...parameters }, run);

	it('gives a workflow an item for each message', async () => {
		const { json, error } = await getThread();
		expect(error).toBeUndefined();
		const marks = { threadId: '<a@x.test>', draft: false, guessed: false };
		expect(json).toMatchObject([
			{ ...marks, messageId: '<a@x.test>', folder: 'Sent', text: 'Hi Alice\n' },
			{ ...marks, messageId: '<b@x.test>', folder: 'INBOX', references: ['<a@x.test>'] },
		]);
		expect(json[0]).not.toHaveProperty('copies');
		expect(json[0]).not.toHaveProperty('html');
	});

	it('gives an agent one small page', async () => {
		const { json } = await getThread({}, { asTool: true });
		expect(json).toMatchObject([
			{
				threadId: '<a@x.test>',
				subject: 'Price',
				count: 2,
				participants: [{ address: 'alice@example.test' }, { address: 'bob@example.test' }],
				messages: [
					{ folder: 'Sent', text: 'Hi Alice' },
					{ folder: 'INBOX', truncated: expect.arrayContaining(['text']) },
				],
			},
		]);
		expect(JSON.stringify(json)).not.toContain('What does it cost');
		expect(JSON.stringify(json).length).toBeLessThan(6_000);
	});

	it('says that there is more', async () => {
		const { json } = await getThread({ options: { limit: 1 } }, { asTool: true });
		expect(json).toMatchObject([
			{ threadId: '<a@x.test>', count: 1, notes: [expect.stringMatching(/has 2 messages/)] },
		]);
	});

	it('gives out nothing where the connection ends on the way', async () => {
		const proxy = await startImapProxy({
			target: server.ports.imap,
			rules: () => endAfterCommand(14),
		});
		const credential = credentialFor(server, { imapPort: proxy.port, imapTls: 'none' });
		const { error, outputs } = await getThread({}, { credential });
		expect(error?.message).toMatch(/CONNECTION_LOST/);
		expect(outputs).toEqual([]);
		await closeImapPools();
		await proxy.close();
	});

	test.each(fieldsOf(new EnvelopeMailbox().description, 'getThread'))(
		'takes whatever $path holds, or names the field',
		async (field) => {
			const { json } = await getThread(field.holding('={{ $json.given }}'), {
				...hostileValues,
				asTool: true,
			});
			expectChecked(json, field, /is not the ID of a message/);
		},
	);
});
