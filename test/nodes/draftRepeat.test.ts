import type { IDataObject } from 'n8n-workflow';
import { closeImapPools } from '../../mail/imap/pool';
import { credentialFor, users } from '../support/account';
import { startBehindRules } from '../support/behindRules';
import { draftJson, draftsOf, emptied, onlyDraft, runDraft } from '../support/drafts';
import { eml } from '../support/eml';
import type { NodeRun } from '../support/engine';
import { endAfterCommand, loseAnswerTo } from '../support/imapFaults';
import { putOriginal } from '../support/original';
import { describeServers, type TestServer } from '../support/servers';

const fields = {
	to: '',
	subject: '={{ $json.subject ?? "Hello" }}',
	bodyFormat: 'text',
	text: 'Hi',
};

describeServers('a draft that is created again', (start) => {
	let server: TestServer;
	beforeAll(async () => {
		server = await start({ users, withoutSmtp: true });
	});
	afterEach(() => emptied(server, 'Drafts', 'INBOX'));
	afterAll(() => server?.close());

	let executions = 0;
	const create = async (run: Partial<NodeRun> = {}, more: IDataObject = {}) => {
		const { json, error } = await runDraft(server, 'create', { ...fields, ...more }, run);
		if (error) throw error;
		return json.map(({ alreadyCreated }) => alreadyCreated);
	};
	const execution = () => `drafts ${++executions}`;

	it.each(['create', 'createReply', 'createReplyAll', 'createForward'])(
		'by a repeat of %s is the one that is there',
		async (operation) => {
			const message = await putOriginal(server, eml({ from: 'bob@example.test' }));
			const run = { executionId: execution() };
			const again = () => draftJson(server, operation, { ...fields, message }, run);
			const first = await again();
			expect(first).toMatchObject({ success: true, alreadyCreated: false });
			expect(await again()).toEqual({ ...first, alreadyCreated: true });
			expect((await onlyDraft(server)).mail.messageId).toBe(first.messageId);
		},
	);

	it('by n8n’s own retry is the one whose answer was lost', async () => {
		const { account, close } = await startBehindRules(
			server,
			(connection) => [loseAnswerTo('APPEND'), endAfterCommand(1)][connection - 1] ?? {},
		);
		const imapPort = account.imap?.port;
		const credential = credentialFor(server, { imapPort, imapTls: 'none' });
		expect(await create({ credential, retryOnFail: true })).toEqual([true]);
		await onlyDraft(server);
		await closeImapPools();
		await close();
	});

	it.each<[string, Partial<NodeRun>]>([
		['two items', { items: [{ json: {} }, { json: {} }] }],
		['two rounds of a loop', { runs: 2 }],
	])('by %s is another', async (_by, run) => {
		expect(await create(run)).toEqual([false, false]);
		expect(await draftsOf(server)).toHaveLength(2);
	});

	it('by another execution or another node is another', async () => {
		const executionId = execution();
		await create({ executionId });
		expect(await create({ executionId: execution() })).toEqual([false]);
		expect(await create({ executionId, name: 'Tested too' })).toEqual([false]);
		expect(await draftsOf(server)).toHaveLength(3);
	});

	describe('by an agent', () => {
		const call = (executionId: string, toolCallId: string, json: IDataObject = {}) => ({
			...{ executionId, asTool: true, items: [{ json: { toolCallId, ...json } }] },
		});

		it('is one for the same call', async () => {
			const executionId = execution();
			expect(await create({ ...call(executionId, '1'), runs: 2 })).toEqual([false, true]);
			expect(await create(call(executionId, '1'))).toEqual([true]);
			await onlyDraft(server);
		});

		it.each<[string, string, IDataObject]>([
			['another call that says the same', '2', {}],
			['a call of the same ID that says something else', '1', { subject: 'Other' }],
		])('is another for %s', async (_for, id, json) => {
			const executionId = execution();
			await create(call(executionId, '1'));
			expect(await create(call(executionId, id, json))).toEqual([false]);
			expect(await draftsOf(server)).toHaveLength(2);
		});

		it.each<[string, string, IDataObject]>([
			['a forwarded message', 'createForward', { forwardAs: 'inline' }],
			['a message as a file', 'createForward', { forwardAs: 'attachment' }],
			['an answer', 'createReply', { options: { quoteOriginal: false } }],
		])('is another for %s where the original is another', async (_for, operation, more) => {
			const executionId = execution();
			for (const text of ['one', 'two']) {
				const message = await putOriginal(server, eml({ subject: 'Same', body: text }));
				const parameters = { ...fields, ...more, message };
				const json = await draftJson(server, operation, parameters, call(executionId, '1'));
				expect(json).toMatchObject({ alreadyCreated: false });
			}
		});
	});
});
