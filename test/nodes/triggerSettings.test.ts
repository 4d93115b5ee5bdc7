import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { EnvelopeTrigger } from '../../nodes/EnvelopeTrigger/EnvelopeTrigger.node';
import { readSettings, type TriggerSettings } from '../../nodes/EnvelopeTrigger/settings';
import { fieldsOf } from '../support/nodeFields';
import { inTrigger } from '../support/triggerContext';

const MEGABYTE = 1024 * 1024;

const read = (parameters: IDataObject) =>
	inTrigger(parameters as INodeParameters, (context) => readSettings(context));

const usual: TriggerSettings = {
	event: 'newMessage',
	folders: ['INBOX'],
	startFrom: 'now',
	repliesTo: 'sent',
	filter: {},
	afterwards: undefined,
	output: { form: 'simplified', maxTextLength: 200_000, files: undefined },
	perExecution: 1,
	maxInFlight: 10,
	checkEveryMs: 60_000,
	reportOutageAfterMs: 900_000,
	rememberOnServer: false,
};

const named = (value: string) => ({ __rl: true, mode: 'name', value });

describe('The fields of Envelope Trigger', () => {
	it('have useful defaults, so that a first workflow needs none', async () => {
		expect(await read({})).toEqual(usual);
	});

	it('give what the user chose, in bytes and milliseconds', async () => {
		const given = await read({
			event: 'reply',
			folder: named('Orders'),
			startFrom: 'all',
			repliesTo: 'given',
			messageIds: '<a@x.test>, b@x.test\n<c@x.test>',
			output: 'raw',
			filters: {
				from: ' @example.com ',
				to: 'orders@example.com',
				subject: 'Rechnung für',
				text: 'total',
				headers: { header: [{ name: 'List-Id', value: 'announce' }, { name: 'X-Spam' }] },
				since: '2026-11-20T14:00:00+01:00',
				largerThan: 1,
				smallerThan: 2048,
				hasAttachment: false,
				unreadOnly: true,
				gmailQuery: 'has:drive',
			},
			afterwards: {
				markRead: true,
				addFlags: 'flagged, $Invoiced',
				then: 'move',
				moveTo: named('\\Archive'),
				onlyIfSucceeded: false,
			},
			options: {
				downloadAttachments: true,
				attachmentNames: '*.pdf, my invoice*',
				attachmentTypes: 'application/pdf, image/*',
				maxAttachmentMegabytes: 1,
				inlineImages: true,
				moreFolders: ['Sales, North', 'Orders'],
				maxTextLength: 500,
				perExecution: 20,
				maxInFlight: 3,
				checkEvery: 30,
				reportOutageAfter: 5,
				rememberByKeyword: true,
			},
		});
		expect(given).toEqual({
			event: 'reply',
			folders: ['Orders', 'Sales, North'],
			startFrom: 'all',
			repliesTo: ['<a@x.test>', '<b@x.test>', '<c@x.test>'],
			filter: {
				from: '@example.com',
				to: 'orders@example.com',
				subject: 'Rechnung für',
				text: 'total',
				headers: [
					{ name: 'List-Id', value: 'announce' },
					{ name: 'X-Spam', value: '' },
				],
				since: new Date('2026-11-20T13:00:00Z'),
				largerThan: 1024,
				smallerThan: 2 * MEGABYTE,
				hasAttachment: false,
				seen: false,
				gmailQuery: 'has:drive',
			},
			afterwards: {
				addFlags: ['\\Seen', '\\Flagged', '$Invoiced'],
				moveTo: '\\Archive',
				onlyIfSucceeded: false,
			},
			output: {
				form: 'raw',
				maxTextLength: 500,
				files: {
					names: ['*.pdf', 'my invoice*'],
					types: ['application/pdf', 'image/*'],
					maxBytes: MEGABYTE,
					inline: true,
				},
			},
			perExecution: 20,
			maxInFlight: 3,
			checkEveryMs: 30_000,
			reportOutageAfterMs: 300_000,
			rememberOnServer: true,
		});
	});

	it.each<[string, IDataObject, Partial<TriggerSettings>]>([
		['a folder', { folder: 'Orders' }, { folders: ['Orders'] }],
		[
			'a list of Message-IDs',
			{ event: 'reply', repliesTo: 'given', messageIds: '={{ ["<a@x.test>", "b@x.test"] }}' },
			{ event: 'reply', repliesTo: ['<a@x.test>', '<b@x.test>'] },
		],
		[
			'the JSON text of a list',
			{ options: { moreFolders: '["A", "B, C"]' } },
			{ folders: ['INBOX', 'A', 'B, C'] },
		],
		[
			'a folder of Gmail',
			{ options: { moreFolders: '[Gmail]/All Mail' } },
			{ folders: ['INBOX', '[Gmail]/All Mail'] },
		],
		['a number as text', { options: { maxInFlight: '={{ " 3 " }}' } }, { maxInFlight: 3 }],
		['a word for a switch', { options: { rememberByKeyword: 'true' } }, { rememberOnServer: true }],
		['a number for text', { filters: { subject: '={{ 4711 }}' } }, { filter: { subject: '4711' } }],
		[
			'a date object',
			{ filters: { since: '={{ new Date("2026-11-20T13:00:00Z") }}' } },
			{ filter: { since: new Date('2026-11-20T13:00:00Z') } },
		],
		[
			'a time of Luxon',
			{ filters: { since: '={{ DateTime.fromISO("2026-11-20T13:00:00Z") }}' } },
			{ filter: { since: new Date('2026-11-20T13:00:00Z') } },
		],
		// The test's workflow has no time zone of its own: n8n's is New York.
		[
			'a day in the time zone of the workflow',
			{ filters: { since: '2026-11-20' } },
			{ filter: { since: new Date('2026-11-20T05:00:00Z') } },
		],
		[
			'a flag of any case',
			{ afterwards: { addFlags: '\\SEEN' } },
			{ afterwards: { addFlags: ['\\Seen'], onlyIfSucceeded: true } },
		],
	])('take from an expression or as text: %s', async (_, parameters, expected) => {
		expect(await read(parameters)).toEqual({ ...usual, ...expected });
	});

	it('ask for nothing to be done afterwards where no action was chosen', async () => {
		for (const afterwards of [{}, { onlyIfSucceeded: false }, { then: 'nothing', addFlags: ' ' }]) {
			expect((await read({ afterwards })).afterwards).toBeUndefined();
		}
		const unused = { mode: 'list', value: '' };
		const { afterwards } = await read({ afterwards: { then: 'trash', moveTo: unused } });
		expect(afterwards).toEqual({
			addFlags: [],
			moveTo: '\\Trash',
			onlyIfSucceeded: true,
		});
	});

	it('leave out what does not belong to the event', async () => {
		const gone = await read({
			event: 'messageGone',
			startFrom: 'all',
			output: 'raw',
			filters: { subject: 'x' },
			afterwards: { markRead: true },
		});
		expect(gone).toEqual({ ...usual, event: 'messageGone' });
	});

	it.each<[string, IDataObject]>([
		['Folder: must be the name of a folder', { folder: named(' ') }],
		['Folder: must be the name of a folder', { folder: named('INBOX\r\nA1 DELETE INBOX') }],
		['More Folders: must be text or a list', { options: { moreFolders: '={{ ({}) }}' } }],
		['More Folders: must be the name', { options: { moreFolders: ['a\0b'] } }],
		['Message IDs: name at least one', { event: 'reply', repliesTo: 'given', messageIds: ' ' }],
		[
			'Message IDs: "\\u0000" is not a Message-ID',
			{ event: 'reply', repliesTo: 'given', messageIds: '["\\u0000"]' },
		],
		['Replies To: Invalid option', { event: 'reply', repliesTo: 'nobody' }],
		['Output must be simplified, full or raw', { output: 'html' }],
		['From: must be one line', { filters: { from: 'a\r\nA1 DELETE INBOX' } }],
		['Subject: must be text', { filters: { subject: '={{ ({}) }}' } }],
		['Headers: a header needs a name', { filters: { headers: { header: [{ name: '' }] } } }],
		[
			'Headers: is not the name of a header field',
			{ filters: { headers: { header: [{ name: 'X: y' }] } } },
		],
		['Received Since has "yesterday"', { filters: { since: 'yesterday' } }],
		['Larger Than (KB): ', { filters: { largerThan: 'much' } }],
		['Smaller Than (KB): ', { filters: { smallerThan: -1 } }],
		['Has Attachment: ', { filters: { hasAttachment: 'perhaps' } }],
		['Add Flags: "a(b" cannot be put', { afterwards: { addFlags: 'a(b' } }],
		['Add Flags: "\\Recent" cannot be put', { afterwards: { addFlags: '\\Recent' } }],
		['Add Flags: "\\deleted" cannot be put', { afterwards: { addFlags: 'x, \\deleted' } }],
		['Move To: must be the name of a folder', { afterwards: { then: 'move' } }],
		['Move To: must be', { afterwards: { then: 'move', moveTo: { mode: 'list', value: '' } } }],
		['Then: Invalid option', { afterwards: { then: 'burn' } }],
		['Messages per Execution: ', { options: { perExecution: 101 } }],
		['Executions at a Time: ', { options: { maxInFlight: 1.5 } }],
		['Check Every (Seconds): ', { options: { checkEvery: 5 } }],
		[
			'Attachment Types: takes types such as',
			{ options: { downloadAttachments: true, attachmentTypes: 'pdf' } },
		],
	])('say: %s', async (message, parameters) => {
		const error = await read(parameters).catch((thrown: unknown) => thrown);
		expect(error).toMatchObject({ code: 'INVALID_FIELD' });
		expect((error as Error).message.slice(0, message.length)).toBe(message);
	});

	const events = ['newMessage', 'reply', 'flagsChanged'];
	describe.each(events)('of the event %s', (event) => {
		const hostile = [null, '', {}, [], [{}], { value: {} }, 'x\r\ny', -1, 1e300, 'a'.repeat(1e6)];
		test.each(fieldsOf(new EnvelopeTrigger().description))('take or name: $path', async (field) => {
			for (const value of hostile) {
				// n8n takes any }} for the end of the expression.
				const expression = `={{ (${JSON.stringify(value, null, 1)}) }}`;
				try {
					await read({ event, ...field.holding(expression) });
				} catch (error) {
					expect(error).toMatchObject({ code: 'INVALID_FIELD' });
					expect(field.names.some((name) => (error as Error).message.startsWith(name))).toBe(true);
				}
			}
		});
	});
});
