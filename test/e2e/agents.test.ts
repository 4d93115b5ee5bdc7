import { z } from 'zod';
import { mailboxes } from '../../sandbox/mailboxes';
import { eml } from '../support/eml';
import type { ToolCall, Turn } from './fakeModel';
import { connectMcp, type McpSession } from './mcpClient';
import { chatWith } from './shippedAgent';
import { password, startWorld, subjectsIn, type World } from './world';

jest.setTimeout(240_000);

const { Alice, Bob } = mailboxes;
let world: World;

beforeAll(async () => {
	world = await startWorld();
});

afterAll(() => world.close());

describe('AI agent with a mailbox', () => {
	it('sends and drafts when the model calls the tools', async () => {
		const asked = 'Send Bob a mail, and draft another';
		const { output, answers } = await chatWith(world, 'EnvelopeDemo00003', asked, () => [
			['Send', { to: Bob, subject: 'From the agent', text: 'Sent by a tool' }],
			['Draft', { to: Bob, subject: 'Agent draft', text: 'Drafted by a tool' }],
		]);
		expect(output).toBe('All done.');
		expect(answers).toEqual([
			expect.stringMatching(/"success":true.*"delivered"/),
			expect.stringMatching(/"success":true.*"Drafts"/),
		]);
		expect(subjectsIn(world.mail, Bob)).toContain('From the agent');
		expect(subjectsIn(world.mail, Alice, 'Drafts')).toEqual(['Agent draft']);
	});
});

describe('AI agent that triages an inbox', () => {
	const read = z.array(z.object({ id: z.string(), kind: z.string(), text: z.string() }));

	/** What a sensible model does: reads what is unread, and then files it or drafts an answer. */
	const triage: Turn[] = [
		() => [['Search', { folder: 'INBOX', readStatus: 'unread' }]],
		(answers) =>
			messagesIn(JSON.parse(answers[0] ?? '')).map(({ id }) => ['Read', { message: id }]),
		(answers) =>
			answers
				.flatMap((answer) => read.parse(JSON.parse(answer)))
				.flatMap(({ id, kind, text }): ToolCall[] =>
					kind === 'list'
						? [['Move', { messages: id, toFolder: 'Archive' }]]
						: [
								['Label', { messages: id, labels: 'ToAnswer' }],
								['Draft', { message: id, text: `You asked: ${text.trim()} Gladly!` }],
							],
				),
	];

	it('files the newsletter, labels the question and drafts its answer', async () => {
		deliver('Garden news', 'In December the soil rests.', ['List-Id: <letter.garden.example>']);
		deliver('Tomorrow', 'Can you come at nine?');
		const before = world.mail.connections().imapLogins;
		const said = await chatWith(world, 'EnvelopeDemo00005', 'Triage my inbox', ...triage);
		expect(said).toMatchObject({ output: 'All done.', answers: { length: 6 } });

		expect(subjectsIn(world.mail, Alice)).toEqual(['Tomorrow']);
		expect(subjectsIn(world.mail, Alice, 'Archive')).toEqual(['Garden news']);
		expect(world.mail.messages(Alice)[0]?.flags).toContain('ToAnswer');
		const draft = world.mail.messages(Alice, 'Drafts').at(-1);
		expect(draft?.flags).toContain('\\Draft');
		expect(draft?.raw.toString()).toMatch(
			/^In-Reply-To: <.+>\r$[^]*You asked: Can you come at nine\? Gladly!/m,
		);
		// The tools of a turn may run side by side.
		expect(world.mail.connections().imapLogins - before).toBeLessThanOrEqual(3);
	});
});

describe('mailbox over MCP', () => {
	let mcp: McpSession;
	const url = () => `${world.n8n.url}/mcp/envelope-mailbox`;

	beforeAll(async () => {
		mcp = await connectMcp(url(), password);
	});

	afterAll(() => mcp.close());

	it('takes nobody without the token', async () => {
		await expect(connectMcp(url(), 'a guess')).rejects.toThrow(/403|Authorization/);
	});

	it('says what each tool does and asks for, and needs no more than it has to', async () => {
		const { tools } = await mcp.client.listTools();
		for (const { description } of tools) expect(description).toMatch(/^[A-Z].{20,}\.$/);
		const needed = tools.map(({ name, inputSchema }) => [name, inputSchema.required ?? []]);
		expect(Object.fromEntries(needed)).toEqual({
			Archive_mail: ['messages'],
			Change_draft: ['draft'],
			Draft_mail: ['to', 'subject', 'text'],
			Draft_reply: ['message', 'text'],
			Label_mail: ['messages', 'labels'],
			List_folders: [],
			Mark_mail: ['messages', 'markAs'],
			Move_mail: ['messages', 'toFolder'],
			Read_conversation: ['message'],
			Read_mail: ['message'],
			Search_mail: [],
			Send_draft: ['draft'],
			Send_mail: ['to', 'subject', 'text'],
		});
	});

	it('finds, reads and files a message with one login', async () => {
		deliver('Files over MCP', 'A text to be read.');
		const before = world.mail.connections().imapLogins;
		const found = await mcp.call('Search_mail', { subject: 'over MCP', readStatus: 'unread' });
		const [{ id } = { id: '' }] = messagesIn(found);
		expect(await mcp.call('Read_mail', { message: id })).toMatchObject([
			{ id, text: expect.stringContaining('A text to be read.') as unknown },
		]);
		await mcp.call('Mark_mail', { messages: id, markAs: 'starred' });
		await mcp.call('Label_mail', { messages: id, labels: 'Kept' });
		const moved = await mcp.call('Move_mail', { messages: id, toFolder: 'Archive' });
		const [{ newId }] = z.tuple([z.object({ newId: z.string() })]).parse(moved);
		expect(await mcp.call('Read_mail', { message: newId })).toMatchObject([{ folder: 'Archive' }]);
		await expect(mcp.call('Read_mail', { message: id })).rejects.toThrow(/MESSAGE_NOT_FOUND/);
		expect(JSON.stringify(await mcp.call('List_folders', {}))).toContain('"path":"Archive"');
		expect(world.mail.messages(Alice, 'Archive').at(-1)?.flags).toEqual(
			expect.arrayContaining(['\\Flagged', 'Kept']),
		);
		expect(world.mail.connections().imapLogins - before).toBeLessThanOrEqual(1);
	});

	it('drafts an answer, changes it and sends it', async () => {
		deliver('Question over MCP', 'When do we meet?');
		const found = await mcp.call('Search_mail', { text: 'When do we meet' });
		const [{ id } = { id: '' }] = messagesIn(found);
		const drafted = await mcp.call('Draft_reply', { message: id, text: 'At nine.' });
		const [question, answer] = messagesIn(await mcp.call('Read_conversation', { message: id }));
		expect([question?.id, answer?.id]).toEqual([id, idOf(drafted)]);
		const changed = await mcp.call('Change_draft', { draft: idOf(drafted), subject: 'Re: At ten' });
		expect(subjectsIn(world.mail, Alice, 'Drafts')).toContain('Re: At ten');
		expect(await mcp.call('Send_draft', { draft: idOf(changed) })).toMatchObject([
			{ success: true, status: 'delivered', accepted: [Bob] },
		]);
		expect(subjectsIn(world.mail, Alice, 'Drafts')).not.toContain('Re: At ten');
		const sent = world.mail.messages(Bob).at(-1)?.raw.toString();
		expect(sent).toMatch(/^Subject: Re: At ten\r$[^]*At nine\.[^]*When do we meet\?/m);
	});

	it('sends a new message, and drafts one', async () => {
		const mail = { to: Bob, subject: 'Over MCP', text: 'Hi Bob' };
		expect(await mcp.call('Send_mail', mail)).toMatchObject([{ success: true }]);
		expect(await mcp.call('Draft_mail', mail)).toMatchObject([{ success: true }]);
		expect(subjectsIn(world.mail, Bob)).toContain('Over MCP');
		expect(subjectsIn(world.mail, Alice, 'Drafts')).toContain('Over MCP');
	});

	it('says in words that nothing was found', async () => {
		expect(await mcp.call('Search_mail', { from: 'nobody@nowhere.example' })).toEqual([
			{ messages: [], count: 0, notes: ['No message in "INBOX" fits the filters.'] },
		]);
	});

	it.each([
		['Send_mail', { to: 'nobody at all', subject: 's', text: 't' }, /Write each address as/],
		['Move_mail', { messages: '1.1.INBOX', toFolder: 'Archive' }, /find the message again/],
		['Move_mail', { messages: '<a@b.example>', toFolder: 'Attic' }, /Pick one|Check the message/],
		['Read_mail', { message: 'the newest' }, /\(INVALID_FIELD|MESSAGE_NOT_FOUND/],
		['Search_mail', { folder: 'Attic' }, /Pick one of its folders: "INBOX"/],
		['Mark_mail', { messages: '1.1.INBOX', markAs: 'done' }, /must be one of read, unread/],
	])('%s with %j says what to do', async (tool, parameters, remedy) => {
		await expect(mcp.call(tool, parameters)).rejects.toThrow(remedy);
	});
});

function deliver(subject: string, body: string, headers: string[] = []): void {
	world.mail.deliver(Alice, eml({ subject, body, headers }));
}

/** The messages in what a search answers. */
function messagesIn(answer: unknown): { id: string }[] {
	const page = z.tuple([z.object({ messages: z.array(z.object({ id: z.string() })) })]);
	return page.parse(answer)[0].messages;
}

function idOf(answer: unknown): string {
	return z.tuple([z.object({ id: z.string() })]).parse(answer)[0].id;
}
