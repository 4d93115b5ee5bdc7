import { mailboxes } from '../../sandbox/mailboxes';
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

	it('sends and drafts', async () => {
		const mail = { to: Bob, subject: 'Over MCP', text: 'Hi Bob' };
		expect(await mcp.call('Send_mail', mail)).toMatchObject([{ success: true }]);
		expect(await mcp.call('Draft_mail', mail)).toMatchObject([{ success: true }]);
		expect(subjectsIn(world.mail, Bob)).toContain('Over MCP');
		expect(subjectsIn(world.mail, Alice, 'Drafts')).toContain('Over MCP');
	});

	it('says what to do about a mistake', async () => {
		await expect(
			mcp.call('Send_mail', { to: 'nobody at all', subject: 's', text: 't' }),
		).rejects.toThrow(/To has "nobody at all".*Write each address as.*INVALID_ADDRESS/);
	});
});
