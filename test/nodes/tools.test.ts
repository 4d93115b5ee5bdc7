import type { IDataObject } from 'n8n-workflow';
import { closeImapPools } from '../../mail/imap/pool';
import { closeSmtpPools } from '../../mail/smtp/pool';
import { EnvelopeDraft } from '../../nodes/EnvelopeDraft/EnvelopeDraft.node';
import { EnvelopeMailbox } from '../../nodes/EnvelopeMailbox/EnvelopeMailbox.node';
import { EnvelopeSend } from '../../nodes/EnvelopeSend/EnvelopeSend.node';
import { alice, bob, credentialFor, users } from '../support/account';
import { eml } from '../support/eml';
import { otherClient } from '../support/otherClient';
import { describeServers, type TestServer } from '../support/servers';
import { callTool, operationsOf, type ToolOperation } from '../support/toolRun';

/** What a model says of a message that it answers or looks at: everything as text. */
const message = '<tool@example.test>';
const draft = '<draft@example.test>';

/** What a model fills in for each operation, and nothing else: its required fields, and those it cannot do without. */
const plausible: Record<string, IDataObject> = {
	'envelopeDraft.draft.create': { to: bob, subject: 'Hi', text: 'Hi Bob' },
	'envelopeDraft.draft.createForward': { message, to: bob, text: 'See below' },
	'envelopeDraft.draft.createReply': { message, text: 'Thank you' },
	'envelopeDraft.draft.createReplyAll': { message, text: 'Thank you' },
	'envelopeDraft.draft.delete': { draft },
	'envelopeDraft.draft.get': { draft },
	'envelopeDraft.draft.getMany': {},
	'envelopeDraft.draft.send': { draft },
	'envelopeDraft.draft.update': { draft, options_subject: 'Changed' },
	'envelopeMailbox.changes.getChanges': { folder: 'INBOX' },
	'envelopeMailbox.folder.create': { name: 'New' },
	'envelopeMailbox.folder.delete': { folder: 'Tool' },
	// An age that is missing would mean all.
	'envelopeMailbox.folder.empty': { options_olderThan: '30' },
	'envelopeMailbox.folder.getMany': {},
	'envelopeMailbox.folder.getStatus': { folder: 'INBOX' },
	'envelopeMailbox.folder.rename': { folder: 'Tool', newName: 'Renamed' },
	'envelopeMailbox.folder.subscribe': { folder: 'Archive' },
	'envelopeMailbox.message.addLabels': { messages: message, labels: 'ToAnswer' },
	'envelopeMailbox.message.archive': { messages: message },
	'envelopeMailbox.message.copy': { messages: message, toFolder: 'Archive' },
	'envelopeMailbox.message.delete': { messages: message },
	'envelopeMailbox.message.downloadAttachments': { message },
	'envelopeMailbox.message.export': { message },
	'envelopeMailbox.message.get': { message },
	'envelopeMailbox.message.getMany': {},
	'envelopeMailbox.message.getStatistics': { folder: 'INBOX' },
	'envelopeMailbox.message.getThread': { message },
	'envelopeMailbox.message.mark': { messages: message },
	'envelopeMailbox.message.move': { messages: message, toFolder: 'Archive' },
	'envelopeMailbox.message.removeLabels': { messages: message, labels: 'ToAnswer' },
	'envelopeMailbox.message.reportSpam': { messages: message },
	'envelopeMailbox.message.trash': { messages: message },
	'envelopeMailbox.message.unsubscribe': { message },
	// It waits for five minutes else.
	'envelopeMailbox.message.waitForMessage': { timeLimit: '0' },
	'envelopeSend.message.send': { to: bob, subject: 'Hi', text: 'Hi Bob' },
	'envelopeSend.message.reply': { message, text: 'Thank you' },
	'envelopeSend.message.replyAll': { message, text: 'Thank you' },
	'envelopeSend.message.forward': { message, to: bob, text: 'See below' },
	'envelopeSend.message.redirect': { message, to: bob },
};

/** Nobody answers an agent's tool that waits: n8n makes no such tool. And an agent has no file. */
const notForAgents = ['envelopeSend.message.sendAndWait', 'envelopeMailbox.message.import'];

const operations = [new EnvelopeDraft(), new EnvelopeMailbox(), new EnvelopeSend()]
	.flatMap(operationsOf)
	.filter(({ name }) => !notForAgents.includes(name));

/** In which there is no nonsense. */
const anythingGoes = ['subject', 'options_subject', 'text', 'name', 'newName'];

/** An answer that fits into what a model reads, whatever is in the mailbox. */
const MOST = 25_000;

it('knows what a model would say to each operation', () => {
	expect(Object.keys(plausible).sort()).toEqual(operations.map(({ name }) => name).sort());
});

describeServers('each operation as a tool of an agent', (start) => {
	let server: TestServer;
	beforeAll(async () => {
		server = await start({ users });
	});
	afterAll(async () => {
		await closeImapPools();
		closeSmtpPools();
		await server?.close();
	});
	const call = (operation: ToolOperation, args: IDataObject) =>
		callTool(operation, credentialFor(server), args);

	beforeEach(async () => {
		const body = 'A very long mail. '.repeat(20_000);
		await server.deliver(alice, eml({ messageId: 'tool@example.test', body }));
		const written = eml({ messageId: 'draft@example.test', from: alice, body });
		await server.deliver(alice, written, { folder: 'Drafts', flags: ['\\Draft'] });
		const other = otherClient(server);
		await other.remove('Renamed').catch(() => {});
		await other.create('Tool').catch(() => {});
	});

	describe.each(operations)('$name', (operation) => {
		const given = plausible[operation.name] ?? {};
		it('has words that tell a model what it does', () => {
			expect(operation.action).toMatch(/^[A-Z][a-z].{5,}/);
		});

		it.each([
			// What is left out is null to n8n's $fromAI.
			['null', null],
			['an empty text', ''],
		])('answers in little JSON where it leaves all else %s', async (_, nothing) => {
			const rest = Object.fromEntries(
				[...JSON.stringify(operation.parameters).matchAll(/\$fromAI\('(\w+)'/g)].map(
					([, key = '']) => [key, nothing],
				),
			);
			const args = { ...rest, ...given };
			const { answer, error } = await call(operation, args);
			expect(error).toBeUndefined();
			expect(answer.length).toBeLessThan(MOST);
			expect(answer).toMatch(/"(id|success|notes|count|status|token|folder)":/);
		});

		for (const name of Object.keys(given).filter((key) => !anythingGoes.includes(key))) {
			it(`says what to do where ${name} is nonsense`, async () => {
				const args = { ...given, [name]: '((nonsense))' };
				const { error } = await call(operation, args);
				expect(error).toMatch(/\. .+\([A-Z_]+, phase: \w+\)$/);
			});
		}
	});
});
