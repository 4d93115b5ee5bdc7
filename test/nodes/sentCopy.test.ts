import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { closeSmtpPools } from '../../mail/smtp/pool';
import { alice, bob, users } from '../support/account';
import { expectNoSecret } from '../support/failure';
import { type ScriptedServer, startScriptedServer } from '../support/scriptedServer';
import { overSink, runSend } from '../support/sendNode';
import { sentFolderScript } from '../support/sentFolderScript';
import { describeServers, type TestServer } from '../support/servers';
import { contentOf, CUT, type SmtpSink, startSmtpSink } from '../support/smtpSink';

const carol = 'carol@example.test';
const withFiles = async ({ helpers }: IExecuteFunctions): Promise<INodeExecutionData[]> => {
	const logo = await helpers.prepareBinaryData(Buffer.from('PNG'), 'logo.png', 'image/png');
	const bytes = Buffer.alloc(200_000, 'some bytes ');
	const data = await helpers.prepareBinaryData(bytes, 'a file.bin', 'application/x-thing');
	return [{ json: {}, binary: { logo, data } }];
};

describeServers('the copy in the Sent folder', (start) => {
	let server: TestServer;
	let sink: SmtpSink;
	let imap: ScriptedServer | undefined;
	beforeAll(async () => {
		server = await start({ users });
	});
	beforeEach(async () => {
		sink = await startSmtpSink();
	});
	afterAll(() => server?.close());

	// The pools of IMAP connections are closed first, by sendNode.
	afterEach(async () => {
		closeSmtpPools();
		await sink.close();
		await imap?.close();
		imap = undefined;
	});

	const send = async (parameters: IDataObject = {}, changes: IDataObject = {}) => {
		const credential = overSink(server, sink, changes);
		const { json, error } = await runSend(server, parameters, { credential, items: withFiles });
		if (error) throw error;
		return json[0] ?? {};
	};
	const copiesOf = async ({ messageId }: IDataObject) =>
		(await server.messages(alice, 'Sent')).filter(({ raw }) => raw.includes(messageId as string));

	const html = '<p>Hi <b>Böb</b><br>.<br>..</p>';
	test.each<[string, IDataObject]>([
		['text', { text: 'Höw are you?\n.\n..\n.dots\nend' }],
		['a long text', { text: 'A line of text. '.repeat(20_000) }],
		['an empty text', { text: '' }],
		['HTML', { bodyFormat: 'html', html }],
		['HTML and text', { bodyFormat: 'both', html, text: '.\n..\n' }],
		['Markdown', { bodyFormat: 'markdown', markdown: '# Hi\n\n* **Böb**\n\n.\n' }],
		['files', { options: { attachments: 'data, logo' } }],
		[
			'an image and files',
			{ bodyFormat: 'html', html: '<img src="cid:logo">', options: { attachments: '*' } },
		],
		[
			'all headers',
			{
				subject: 'Größe '.repeat(30),
				options: {
					fromName: 'Älice',
					cc: carol,
					priority: 'high',
					replyTo: bob,
					headers: { header: [{ name: 'X-Ticket', value: '4711' }] },
				},
			},
		],
	])('has the bytes that the server was given: %s', async (_, parameters) => {
		const json = await send(parameters);
		const [copy, ...more] = await copiesOf(json);
		const [given] = sink.messages();
		if (!copy || !given) throw new Error('There is no copy or no message');
		expect(more).toEqual([]);
		expect(copy.raw.toString('latin1') === contentOf(given)).toBe(true);
		expect(copy.flags).toEqual(['\\Seen']);
		expect(json.sentCopy).toEqual({
			status: 'saved',
			id: expect.stringMatching(new RegExp(`^${copy.uid}\\.\\d+\\.Sent$`)),
			problem: null,
		});
	});

	test('does not tell of Bcc', async () => {
		const json = await send({ options: { bcc: carol } });
		expect(sink.delivered()).toEqual([bob, carol]);
		const [copy] = await copiesOf(json);
		expect(copy?.raw.toString()).not.toMatch(/bcc|carol/i);
	});

	test('is of the message that went out at last', async () => {
		await sink.close();
		const answers = [CUT];
		sink = await startSmtpSink({
			answer: (line) => (line.startsWith('DATA') ? answers.shift() : undefined),
		});
		const json = await send({ options: { attachments: '*' } });
		expect(json.attempts).toBe(2);
		const [copy] = await copiesOf(json);
		const [given] = sink.messages();
		expect(given && copy?.raw.toString('latin1') === contentOf(given)).toBe(true);
	});

	test.each([
		['never', 'off', 0],
		['always', 'saved', 1],
		['auto', 'saved', 1],
	])('follows the credential: %s', async (sentCopy, status, count) => {
		const json = await send({}, { sentCopy });
		expect(json.sentCopy).toMatchObject({ status });
		expect(await copiesOf(json)).toHaveLength(count);
	});

	test('is none for an account that only sends', async () => {
		const json = await send({}, { use: 'send' });
		expect(json.sentCopy).toEqual({ status: 'off', id: null, problem: null });
	});

	test('is none of what was refused', async () => {
		await sink.close();
		sink = await startSmtpSink({
			answer: (line) => (line.startsWith('RCPT') ? '550 5.1.1 Who?' : undefined),
		});
		const subject = `refused ${Math.random()}`;
		await expect(send({ subject })).rejects.toMatchObject({
			message: expect.stringContaining('RECIPIENT_REJECTED'),
		});
		const stored = await server.messages(alice, 'Sent');
		expect(stored.filter(({ raw }) => raw.includes(subject))).toEqual([]);
	});

	describe('fails, and the message is sent', () => {
		const expectSent = (json: IDataObject, problem: string) => {
			expect(json).toMatchObject({
				success: true,
				status: 'delivered',
				sentCopy: { status: 'failed', id: null, problem: expect.stringContaining(problem) },
			});
			expect(sink.delivered()).toEqual([bob]);
			expectNoSecret(JSON.stringify(json));
		};

		test('with nobody there', async () => {
			expectSent(await send({}, { imapPort: 1 }), 'CONNECTION_REFUSED');
		});

		test('with a wrong password', async () => {
			const json = await send({}, { password: `${users[alice]}?` });
			expectSent(json, 'IMAP_AUTH_FAILED');
		});

		test.each([
			['NO [OVERQUOTA] The mailbox is full', 'The mailbox is full'],
			[CUT, 'CONNECTION_LOST'],
		])('with the answer %s', async (answer, problem) => {
			imap = await startScriptedServer(sentFolderScript(answer));
			expectSent(await send({}, { imapPort: imap.port, imapTls: 'none' }), problem);
		});
	});
});
