import type { IDataObject } from 'n8n-workflow';
import { closeImapPools } from '../../mail/imap/pool';
import { EnvelopeMailbox } from '../../nodes/EnvelopeMailbox/EnvelopeMailbox.node';
import { alice, credentialFor, users } from '../support/account';
import { eml } from '../support/eml';
import { type NodeRun, runNode } from '../support/engine';
import { expectNoSecret } from '../support/failure';
import { type FaultProxy, startFaultProxy } from '../support/faultProxy';
import { expectChecked, hostileValues } from '../support/hostile';
import { fieldsOf } from '../support/nodeFields';
import { describeServers, type TestServer } from '../support/servers';
import { until } from '../support/until';

const operation = { resource: 'message', operation: 'waitForMessage' };

describeServers('Wait for Message', (start) => {
	let server: TestServer;
	let proxy: FaultProxy | undefined;

	beforeAll(async () => {
		server = await start({ users, withoutSmtp: true });
	});

	afterAll(async () => {
		await closeImapPools();
		await proxy?.close();
		await server?.close();
	});

	/** The same, once it waits: what is delivered from then on has come later. */
	async function waitingRun(parameters: IDataObject, changes: Partial<NodeRun> = {}) {
		proxy ??= await startFaultProxy({ target: server.ports.imaps });
		const before = proxy.accepted();
		const credential = credentialFor(server, { imapPort: proxy.port });
		const result = run(parameters, { credential, ...changes });
		await until(() => (proxy?.accepted() ?? 0) > before);
		return { result };
	}

	const run = (parameters: IDataObject = {}, changes: Partial<NodeRun> = {}) =>
		runNode({
			node: new EnvelopeMailbox(),
			parameters: { ...operation, timeLimit: 60, options: {}, ...parameters },
			credential: credentialFor(server),
			...changes,
		});

	/** Ago in seconds. */
	const deliver = (subject: string, changes: Parameters<typeof eml>[0] = {}, ago = 0) =>
		server.deliver(alice, eml({ subject, ...changes }), {
			date: new Date(Date.now() - ago * 1_000),
		});

	it('gives the message that comes, with the code and the link in it', async () => {
		const body =
			'Your verification code is 482 913.\r\n\r\nOr sign in here:\r\nhttps://example.test/magic?token=a1b2c3d4';
		const waiting = await waitingRun({ extractCodes: true, filters: { subject: 'sign in' } });
		await deliver('News');
		await deliver('Sign in to Example', { body });
		const { json, error } = await waiting.result;
		expect(error).toBeUndefined();
		expect(json).toMatchObject([
			{
				found: true,
				code: '482913',
				signInLink: 'https://example.test/magic?token=a1b2c3d4',
				codes: [{ code: '482913', shown: '482 913', where: 'text', offset: 26 }],
				signInLinks: [{ host: 'example.test', kind: 'signIn', namesOtherHost: null }],
				subject: 'Sign in to Example',
				from: [{ address: 'bob@example.test' }],
			},
		]);
		expect(json[0]).not.toHaveProperty('headers');
	});

	it('says so where a message has neither code nor link', async () => {
		await deliver('Lunch?', {}, 10);
		const { json } = await run({
			timeLimit: 0,
			extractCodes: true,
			filters: { subject: 'lunch' },
			options: { lookBack: 60 },
		});
		expect(json).toMatchObject([
			{ found: true, code: null, signInLink: null, codes: [], signInLinks: [] },
		]);
	});

	it('gives nothing, or an error, where none came in time', async () => {
		await deliver('Too old', {}, 3_600);
		const filters = { subject: 'too old' };
		const { json } = await run({ timeLimit: 0, filters, options: { lookBack: 60 } });
		const note = 'No message that fits came to INBOX within 0 seconds';
		expect(json).toEqual([{ found: false, notes: [expect.stringContaining(note)] }]);
		const { error } = await run({ timeLimit: 1, filters, options: { onTimeout: 'fail' } });
		expect(error?.message).toMatch(/within 1 seconds.*Wait again.*MESSAGE_NOT_FOUND/);
	});

	it('takes Received Since for the time from which a message counts', async () => {
		await deliver('Two hours old', {}, 7_200);
		const since = new Date(Date.now() - 10_000_000).toISOString();
		const { json } = await run({ timeLimit: 0, filters: { since, subject: 'two hours' } });
		expect(json).toMatchObject([{ found: true, subject: 'Two hours old' }]);
	});

	it('looks back a minute for an agent, which takes a while to think', async () => {
		await deliver('For the agent', {}, 20);
		const parameters = { timeLimit: 0, filters: { subject: 'for the agent' } };
		expect((await run(parameters, { asTool: true })).json).toMatchObject([{ found: true }]);
		expect((await run(parameters)).json).toMatchObject([{ found: false }]);
	});

	it('waits for the answer to a message, by its Message-ID or its ID', async () => {
		await deliver('Question', { messageId: 'question@example.test' }, 3_600);
		const stored = await server.messages(alice);
		const uid = stored.find(({ raw }) => raw.includes('question@example.test'))?.uid;
		await deliver('Another answer', { headers: ['In-Reply-To: <other@example.test>'] });
		await deliver('The answer', { headers: ['In-Reply-To: <question@example.test>'] });
		await deliver('No answer');
		const { json } = await run({ timeLimit: 0, options: { lookBack: 60 } });
		const [, uidValidity] = (json[0]?.id as string).split('.');
		for (const inReplyTo of ['question@example.test', `${uid}.${uidValidity}.INBOX`]) {
			const options = { lookBack: 60, inReplyTo };
			const answer = await run({ timeLimit: 0, options });
			expect(answer.json).toMatchObject([{ found: true, subject: 'The answer' }]);
		}
		const { error } = await run({ options: { inReplyTo: `${uid}.1.INBOX` } });
		expect(error?.message).toContain('STALE_HANDLE');
	});

	it('gives out the message in full or as it came, with its files', async () => {
		const headers = ['MIME-Version: 1.0', 'Content-Type: text/csv; name="a.csv"'];
		await deliver('With a file', { headers, body: 'a,b' }, 5);
		const common = { timeLimit: 0, filters: { subject: 'with a file' } };
		const options = { lookBack: 60, downloadAttachments: true };
		const full = await run({ ...common, output: 'full', options });
		expect(full.json).toMatchObject([{ headers: { subject: ['With a file'] } }]);
		expect(Object.keys(full.outputs[0]?.[0]?.binary ?? {})).toEqual(['attachment_0']);
		const raw = await run({ ...common, output: 'raw', options: { lookBack: 60 } });
		expect(Object.keys(raw.outputs[0]?.[0]?.binary ?? {})).toEqual(['message']);
	});

	it('waits for several items at once', async () => {
		const items = ['one', 'two', 'three'].map((subject) => ({ json: { subject } }));
		const filters = { subject: '={{ $json.subject }} of three' };
		const waiting = await waitingRun({ filters }, { items });
		for (const subject of ['three', 'one', 'two']) await deliver(`${subject} of three`);
		const { json } = await waiting.result;
		expect(json.map(({ subject }) => subject)).toEqual([
			'one of three',
			'two of three',
			'three of three',
		]);
	});

	/** Filters are those of Get Many. */
	const fields = fieldsOf(new EnvelopeMailbox().description, 'waitForMessage').filter(
		({ path }) => !path.startsWith('filters.') || path === 'filters.subject',
	);
	/** Whatever else is asked for, nobody waits for it. */
	const here = { timeLimit: 0, options: { lookBack: 3_600 } };
	it.each(fields)('takes or names what is put into $path', async (field) => {
		const parameters = { ...here, ...field.holding('={{ $json.given }}') };
		const { json } = await run(parameters, hostileValues);
		expectChecked(json, field, /FOLDER_NOT_FOUND|MESSAGE_NOT_FOUND/);
		for (const { error } of json) expectNoSecret(JSON.stringify(error ?? ''));
	});
});
