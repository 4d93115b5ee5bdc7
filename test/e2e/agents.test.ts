import { mailboxes } from '../../sandbox/mailboxes';
import { chatWith } from './shippedAgent';
import { startWorld, subjectsIn, type World } from './world';

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
