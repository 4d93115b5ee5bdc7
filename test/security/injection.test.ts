import type { IDataObject } from 'n8n-workflow';
import { EnvelopeDraft } from '../../nodes/EnvelopeDraft/EnvelopeDraft.node';
import { EnvelopeSend } from '../../nodes/EnvelopeSend/EnvelopeSend.node';
import { alice, bob, users } from '../support/account';
import { type Attacked, startAttacked } from '../support/attacked';
import { eml } from '../support/eml';
import { imapCommands } from '../support/imapCommands';
import { fieldsOf, type NodeField } from '../support/nodeFields';
import { putOriginal } from '../support/original';
import { describeServers } from '../support/servers';
import { readWire, type Wire } from '../support/wire';

const evil = 'evil@evil.test';
const controls = ['\r', '\n', '\r\n', '\0', '\u0085', '\u2028', '\u2029'];

/** Each but the objects begins with what most fields take. */
const hostile: unknown[] = [
	...controls.map((control) => `${bob}${control}Bcc: ${evil}`),
	...controls.map((control) => `<bob${control}${evil}>`),
	`${bob}\r\nBcc: ${evil}\r\n\r\nbody`,
	`${bob}>\r\nRCPT TO:<${evil}>`,
	`${bob}\r\n.\r\nMAIL FROM:<${evil}>\r\nRCPT TO:<${evil}>\r\nDATA\r\n`,
	`1.1.INBOX"\r\nA1 DELETE INBOX ${evil}\r\n`,
	`${bob}> <${evil}`,
	`<${bob}> <${evil}>`,
	{ name: `Bob\r\nBcc: ${evil}`, address: bob },
	[{ name: 'Bob', address: `${bob}\r\nRCPT TO:<${evil}>` }],
	{ prepared: true, value: `x\r\nBcc: ${evil}` },
];
const items = hostile.map((given) => ({ json: { given } as IDataObject }));

const contentFields = ['content-type', 'content-transfer-encoding'];
const partFields = [...contentFields, 'content-disposition', 'content-id'];
const usualFields = [
	...['from', 'to', 'subject', 'date', 'message-id', 'mime-version'],
	...contentFields,
];

/** What an operation and some fields add. */
const furtherFields: Record<string, string[]> = {
	reply: ['in-reply-to', 'references'],
	replyAll: ['in-reply-to', 'references'],
	update: ['x-envelope-replaces'],
	redirect: ['resent-date', 'resent-from', 'resent-to', 'resent-message-id'],
	'options.replyTo': ['reply-to'],
	'options.headers.header.value': ['x-ticket'],
	'options.priority': ['x-priority', 'importance'],
	'options.unsubscribeLink': ['list-unsubscribe', 'list-unsubscribe-post'],
};

const node = new EnvelopeSend();
/** One that is sent is gone. The answers are those of Send. */
const draftOperations = ['create', 'update', 'send'];

const operations = ['send', 'sendAndWait', 'reply', 'replyAll', 'forward', 'redirect'];

describeServers('Nothing gets into the header, the envelope or the commands', (start) => {
	let attacked: Attacked;
	let original: string;
	/** A Message-ID, which stays the same. */
	let draft: string;
	beforeAll(async () => {
		attacked = await startAttacked(start);
		original = await putOriginal(attacked.server, eml());
		const [created] = await attacked.draft({});
		draft = created?.messageId as string;
	});
	afterAll(() => attacked?.close());

	describe.each(operations)('of %s', (operation) => {
		test.each(fieldsOf(node.description, operation))('by $path', async (field) => {
			const { sink } = attacked;
			const before = sink.messages().length;
			const message = operation === 'sendAndWait' ? 'Yes or no?' : original;
			const given = { message, ...field.holding('={{ $json.given }}') };
			const json = await attacked.send({ operation, ...given }, items);
			expect(json).toHaveLength(items.length);
			expectNamed(json, field);
			const sent = json.filter(({ status, alreadySent }) => status === 'delivered' && !alreadySent);
			const messages = sink.messages().slice(before);
			expect(messages).toHaveLength(sent.length);
			const further = [operation, field.path].flatMap((key) => furtherFields[key] ?? []);
			for (const { mail, rcpt, data } of messages) {
				expect([mail.split(' ', 1)[0], rcpt]).toEqual([`FROM:<${alice}>`, [`TO:<${bob}>`]]);
				expectOnly(await readWire(data), [...usualFields, ...further]);
			}
		});
	});

	describe.each(draftOperations)('of a draft: %s', (operation) => {
		test.each(fieldsOf(new EnvelopeDraft().description, operation))('by $path', async (field) => {
			const given = { message: original, draft, ...field.holding('={{ $json.given }}') };
			const json = await attacked.draft({ operation, ...given }, items);
			expect(json).toHaveLength(items.length);
			expectNamed(json, field);
		});
	});

	describe('of a draft', () => {
		test('that is sent', async () => {
			const { sink } = attacked;
			const before = sink.messages().length;
			expect(await attacked.draft({ operation: 'send', draft })).toMatchObject([{ success: true }]);
			for (const { mail, rcpt, data } of sink.messages().slice(before)) {
				expect([mail.split(' ', 1)[0], rcpt]).toEqual([`FROM:<${alice}>`, [`TO:<${bob}>`]]);
				expectOnly(await readWire(data), [...usualFields, ...Object.values(furtherFields).flat()]);
			}
		});

		test('that is in the mailbox', async () => {
			const drafts = await attacked.server.messages(alice, 'Drafts');
			expect(drafts).not.toEqual([]);
			const further = Object.values(furtherFields).flat();
			for (const { raw } of drafts) expectOnly(await readWire(raw), [...usualFields, ...further]);
		});
	});

	test('so that every SMTP command was ours', () => {
		const commands = attacked.sink.commands();
		const ours = /^(EHLO \S+|AUTH PLAIN \S+|MAIL FROM:<alice@[^>]*>.*|RCPT TO:<bob@\S+|DATA|QUIT)$/;
		expect(commands.filter((line) => !ours.test(line) || line.includes('evil'))).toEqual([]);
		const count = (name: string) => commands.filter((line) => line.startsWith(name)).length;
		const { length } = attacked.sink.messages();
		expect([count('MAIL'), count('RCPT'), count('DATA')]).toEqual([length, length, length]);
	});

	test('so that every IMAP command was ours', () => {
		const commands = attacked.imap.connections().flatMap(imapCommands);
		expect(commands.length).toBeGreaterThan(100);
		const tagged = /^\w+ (CAPABILITY|ID|LOGIN|AUTHENTICATE|ENABLE|NAMESPACE|COMPRESS|LIST|LSUB) ?/;
		const selected =
			/^\w+ (SELECT|EXAMINE|APPEND|FETCH|UID (FETCH|SEARCH|STORE|EXPUNGE)|LOGOUT|NOOP|CLOSE|UNSELECT) ?/;
		const signIn = Buffer.from(`\0${alice}\0${users[alice]}`).toString('base64');
		const ours = (line: string) => tagged.test(line) || selected.test(line) || line === signIn;
		expect(commands.filter((line) => !ours(line) || !/^[\x20-\x7e]*$/.test(line))).toEqual([]);
	});
});

/** Each field once, and the addresses only ours. */
function expectOnly({ fields, partFields: ofParts, addresses }: Wire, allowed: string[]): void {
	expect(fields.filter((name) => !allowed.includes(name))).toEqual([]);
	expect(fields).toHaveLength(new Set(fields).size);
	expect(ofParts.flat().filter((name) => !partFields.includes(name))).toEqual([]);
	expect(addresses.filter((address) => ![alice, bob].includes(address))).toEqual([]);
}

/** A refusal names the field, or what it stands in, by the words of its label. */
function expectNamed(json: IDataObject[], { names }: NodeField): void {
	for (const { success, error } of json) {
		if (success === true) continue;
		const { message, code } = error as { message: string; code: string };
		const text = message.toLowerCase();
		const words = names.map((name) => name.toLowerCase().split(/\W+/).filter(Boolean));
		const isNamed =
			words.some((each) => each.every((word) => text.includes(word.slice(0, 6)))) ||
			text.includes('is not the id of a message');
		expect({ message, isNamed }).toEqual({ message, isNamed: true });
		expect(code).toMatch(/^(INVALID_|ATTACHMENT_MISSING|MESSAGE_NOT_FOUND|STALE|FOLDER_NOT)/);
	}
}
