import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { IDataObject, INodeExecutionData, ITriggerFunctions } from 'n8n-workflow';
import { EnvelopeError } from '../../mail/errors';
import type { Attachment, Message } from '../../mail/message/model';
import type { OpenPieces } from '../../nodes/shared/reading/files';
import { messageItem } from '../../nodes/shared/reading/messageItem';
import type { OutputSettings } from '../../nodes/shared/reading/output';
import { inTrigger } from '../support/triggerContext';

const message: Message = {
	id: '42.1700000000.INBOX',
	uid: 42,
	folder: 'INBOX',
	messageId: '<a@x.test>',
	inReplyTo: null,
	references: [],
	threadId: '<a@x.test>',
	from: [{ name: 'Bob', address: 'bob@x.test' }],
	replyTo: [],
	to: [],
	cc: [],
	bcc: [],
	subject: 'Invoice',
	date: null,
	receivedAt: '2026-11-20T10:00:00.000Z',
	text: 'Hello',
	html: '<p>Hello',
	snippet: 'Hello',
	flags: [],
	labels: [],
	size: 100,
	attachments: [],
	truncated: ['to'],
	kind: 'human',
	authentication: { spf: null, dkim: null, dmarc: null, server: null },
	reply: 'Hello',
	hiddenText: [],
	deceptiveLinks: [],
};

/** What a message has on request. */
const further = { headers: { 'x-ticket': ['1'] } };

const output: OutputSettings = { form: 'simplified', maxTextLength: 200_000 };
const files = { names: [], types: [], maxBytes: 1000, inline: false };

const attachment = (fileName: string, changes: Partial<Attachment> = {}): Attachment => ({
	id: '2',
	fileName,
	mimeType: 'application/pdf',
	size: 10,
	inline: false,
	contentId: null,
	...changes,
});

const lost = () => new EnvelopeError('CONNECTION_LOST', 'The line broke', { phase: 'fetch' });
const tooLarge = () => new EnvelopeError('CONTENT_TOO_LARGE', 'Too large', { phase: 'fetch' });
const gone = () => new EnvelopeError('MESSAGE_NOT_FOUND', 'It is gone', { phase: 'fetch' });

/** Streams of what is given, by file name; each remembers that it was closed. */
function pieces(contents: Record<string, string | Buffer | Readable | Error> = {}) {
	const opened: Readable[] = [];
	const open: OpenPieces = {
		attachment: async ({ fileName }) => {
			const content = contents[fileName] ?? 'content';
			if (content instanceof Error) throw content;
			const stream = content instanceof Readable ? content : Readable.from([Buffer.from(content)]);
			opened.push(stream);
			return stream;
		},
		eml: () => Readable.from([Buffer.from('Subject: x\r\n\r\n\xff', 'latin1')]),
	};
	return { open, opened };
}

interface Shaped extends INodeExecutionData {
	/** What n8n keeps of each file. */
	contents: Record<string, Buffer>;
}

function shape(
	changes: Partial<Message> & IDataObject,
	settings: Partial<OutputSettings> = {},
	{ open }: { open: OpenPieces } = pieces(),
	options: { lastAttempt?: boolean } = {},
): Promise<Shaped> {
	return inTrigger({}, async (context) => {
		const given = { ...message, ...changes };
		const item = await messageItem(context, given, { ...output, ...settings }, open, options);
		const contents: Record<string, Buffer> = {};
		for (const [field, { id }] of Object.entries(item.binary ?? {})) {
			contents[field] = await kept(context, id);
		}
		return { ...item, contents };
	});
}

async function kept({ helpers }: ITriggerFunctions, id = ''): Promise<Buffer> {
	return helpers.binaryToBuffer(await helpers.getBinaryStream(id));
}

const filesOf = (item: INodeExecutionData) =>
	Object.entries(item.binary ?? {}).map(([field, { fileName }]) => [field, fileName]);

describe('A message as an item', () => {
	it('has everything but the HTML and the header fields in the simplified form', async () => {
		const { html, ...rest } = message;
		const item = await shape(further);
		expect(item.json).toEqual(rest);
		expect(item.binary).toBeUndefined();
	});

	it('has all in the full form', async () => {
		expect((await shape(further, { form: 'full' })).json).toEqual({ ...message, ...further });
	});

	it('is the file as it came in the raw form, with little beside it', async () => {
		const item = await shape({ ...further, subject: '../a/b\r\nX: y' }, { form: 'raw' });
		const { id, uid, folder, messageId, from, date, receivedAt, size, flags } = message;
		expect(item.json).toEqual({
			...{ id, uid, folder, messageId, from, date, receivedAt, size, flags },
			subject: '../a/b\r\nX: y',
			kind: 'human',
		});
		expect(item.binary?.message).toMatchObject({
			fileName: '_a_b X_ y.eml',
			mimeType: 'message/rfc822',
		});
		expect(item.binary?.message).not.toHaveProperty('directory');
		expect(item.contents.message).toEqual(Buffer.from('Subject: x\r\n\r\n\xff', 'latin1'));
	});

	it('says what was cut to the length that is wanted, and cuts no character in two', async () => {
		const { json } = await shape({ text: 'ab😀cd', reply: 'ab😀' }, { maxTextLength: 3 });
		expect(json).toMatchObject({ text: 'ab', reply: 'ab', truncated: ['to', 'text', 'reply'] });
		const whole = await shape({ text: 'abc', reply: '' }, { maxTextLength: 3 });
		expect(whole.json).toMatchObject({ text: 'abc', reply: '', truncated: ['to'] });
	});

	it('keeps the error of a message that could not be read', async () => {
		const item = await shape({ parseError: 'broken' });
		expect(item.json).toMatchObject({ id: message.id, parseError: 'broken' });
	});
});

describe('The files of a message', () => {
	const three = [
		attachment('terms.txt', { mimeType: 'text/plain' }),
		attachment('Invoice.PDF'),
		attachment('logo.png', { mimeType: 'image/png', inline: true, contentId: 'logo' }),
		attachment('scan.pdf'),
	];

	it.each([
		['all but what is shown inside', {}, ['terms.txt', 'Invoice.PDF', 'scan.pdf'], []],
		[
			'what is shown inside, apart',
			{ inline: true },
			['terms.txt', 'Invoice.PDF', 'scan.pdf'],
			['logo.png'],
		],
		['by their names', { names: ['*.pdf', 'x*'] }, ['Invoice.PDF', 'scan.pdf'], []],
		[
			'by their types',
			{ types: ['image/*', 'text/plain'], inline: true },
			['terms.txt'],
			['logo.png'],
		],
		['by both', { names: ['inv*'], types: ['application/pdf'] }, ['Invoice.PDF'], []],
		['none', { names: ['none'] }, [], []],
	])('are chosen: %s', async (_, chosen, attached, inline) => {
		const item = await shape({ attachments: three }, { files: { ...files, ...chosen } });
		expect(filesOf(item)).toEqual(
			[
				...attached.map((name, index) => [`attachment_${index}`, name]),
				...inline.map((name, index) => [`inline_${index}`, name]),
			].sort(
				(a, b) =>
					three.findIndex(({ fileName }) => fileName === a[1]) -
					three.findIndex(({ fileName }) => fileName === b[1]),
			),
		);
	});

	const broken = (failure = lost) =>
		Readable.from(
			(async function* () {
				yield Buffer.from('half');
				throw failure();
			})(),
		);

	it('keep their places and their bytes where another one is too large or gone', async () => {
		const attachments = [
			attachment('large.pdf'),
			attachment('longer than it said.pdf'),
			attachment('gone.pdf'),
			attachment('empty.pdf', { size: 0 }),
			attachment('exact.pdf', { size: 1000 }),
		];
		const source = pieces({
			'large.pdf': tooLarge(),
			'longer than it said.pdf': broken(tooLarge),
			'gone.pdf': gone(),
			'empty.pdf': Readable.from([]),
			'exact.pdf': Buffer.alloc(1000, 'x'),
		});
		const item = await shape({ attachments }, { files }, source);
		expect(filesOf(item)).toEqual([
			['attachment_3', 'empty.pdf'],
			['attachment_4', 'exact.pdf'],
		]);
		expect(item.contents).toEqual({
			attachment_3: Buffer.alloc(0),
			attachment_4: Buffer.alloc(1000, 'x'),
		});
		expect(item.json.attachmentErrors).toEqual([
			expect.stringMatching(/CONTENT_TOO_LARGE/),
			expect.stringMatching(/CONTENT_TOO_LARGE/),
			expect.stringMatching(/It is gone.*MESSAGE_NOT_FOUND/),
		]);
		expect(source.opened.map(({ destroyed }) => destroyed)).toEqual([true, true, true]);
	});

	it.each([
		['before the file', () => lost()],
		['in the file', () => broken()],
	])('come again where the connection broke %s, but for the last attempt', async (_, breaking) => {
		const attachments = [attachment('a.pdf'), attachment('b.pdf')];
		const first = shape({ attachments }, { files }, pieces({ 'a.pdf': breaking() }));
		await expect(first).rejects.toMatchObject({ code: 'CONNECTION_LOST', transient: true });
		const last = await shape({ attachments }, { files }, pieces({ 'a.pdf': breaking() }), {
			lastAttempt: true,
		});
		expect(filesOf(last)).toEqual([['attachment_1', 'b.pdf']]);
		expect(last.json.attachmentErrors).toEqual([expect.stringContaining('The line broke')]);
	});

	it('come again where n8n could not keep one, and give the connection back', async () => {
		const attachments = [attachment('a.pdf')];
		const source = pieces();
		const refused = inTrigger({}, (context) => {
			const full = {
				...context.helpers,
				prepareBinaryData: async () => Promise.reject(new Error('ENOSPC')),
			};
			const there = Object.assign(Object.create(context), { helpers: full });
			return messageItem(there, { ...message, attachments }, { ...output, files }, source.open);
		});
		await expect(refused).rejects.toMatchObject({
			transient: true,
			message: expect.stringMatching(
				/n8n could not keep the file a\.pdf: ENOSPC.*binary data store/,
			),
		});
		await expect(finished(source.opened[0]!)).rejects.toThrow('Premature close');
	});

	it('have names and types that can be stored, whatever a stranger wrote', async () => {
		const hostile = attachment('../../etc/\u202efdp.exe\r\n', {
			mimeType: 'text/HTML; name="a.js"',
		});
		const item = await shape({ attachments: [hostile] }, { files });
		expect(item.binary?.attachment_0).toMatchObject({
			fileName: '_.._etc_fdp.exe',
			mimeType: 'text/html',
		});
		expect(item.binary?.attachment_0).not.toHaveProperty('directory');
	});

	it('may be a thousand', async () => {
		const attachments = Array.from({ length: 1000 }, (_, index) => attachment(`${index}.pdf`));
		const item = await shape({ attachments }, { files });
		expect(Object.keys(item.binary ?? {})).toHaveLength(1000);
		expect(item.contents.attachment_999?.toString()).toBe('content');
	});
});
