import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { simpleParser } from 'mailparser';
import { closeImapPools } from '../../mail/imap/pool';
import { closeSmtpPools } from '../../mail/smtp/pool';
import { alice, bob, credentialFor, users } from '../support/account';
import { draftJson, draftsOf, emptied, onlyDraft, runDraft } from '../support/drafts';
import { eml } from '../support/eml';
import { putOriginal } from '../support/original';
import { otherClient } from '../support/otherClient';
import { overSink } from '../support/sendNode';
import { describeServers, type TestServer } from '../support/servers';
import {
	CUT,
	onlyContent,
	type SmtpSink,
	type SmtpSinkOptions,
	startSmtpSink,
} from '../support/smtpSink';

const carol = 'carol@example.test';
const dan = 'dan@example.test';

const items: INodeExecutionData[] = [
	{
		json: {},
		binary: {
			data: {
				data: Buffer.alloc(400_000, 'some bytes ').toString('base64'),
				...{ mimeType: 'application/x-thing', fileName: 'ä.bin' },
			},
		},
	},
];

const created = {
	...{ to: `Bob <${bob}>`, subject: 'Größe', bodyFormat: 'both', inReplyTo: '' },
	...{ text: 'Höw are you?\n.\n..\nend', html: '<p>Höw are you?</p>' },
	options: { cc: carol, bcc: dan, attachments: 'data' },
};

describeServers('Send a draft', (start) => {
	let server: TestServer;
	let sink: SmtpSink;
	beforeAll(async () => {
		server = await start({ users });
	});
	beforeEach(async () => {
		sink = await startSmtpSink();
	});
	afterEach(async () => {
		closeSmtpPools();
		await closeImapPools();
		await sink.close();
		await emptied(server, 'Drafts', 'Sent');
	});
	afterAll(() => server?.close());

	const answering = async (answer: SmtpSinkOptions['answer']) => {
		await sink.close();
		sink = await startSmtpSink({ answer });
	};
	const create = (parameters: IDataObject = {}) =>
		draftJson(server, 'create', { ...created, ...parameters }, { items });
	const send = (draft: unknown, options: IDataObject = {}, changes: IDataObject = {}) =>
		runDraft(
			server,
			'send',
			{ draft: draft as string, options: { maxAttempts: 1, ...options } },
			{
				credential: overSink(server, sink, changes),
			},
		);
	const sent = async (...given: Parameters<typeof send>) => {
		const { json, error } = await send(...given);
		if (error) throw error;
		return json[0] ?? {};
	};

	it('sends what was in the draft, but for Bcc and the date, files it, and takes the draft away', async () => {
		const { id, messageId } = await create();
		const draft = await onlyDraft(server);
		const json = await sent(id);
		expect(json).toMatchObject({
			...{ success: true, status: 'delivered', alreadySent: false, messageId },
			...{ accepted: [bob, carol, dan], rejected: [], warnings: [] },
			draft: { id, deleted: true },
			sentCopy: { status: 'saved' },
		});
		const ofDraft = (raw: string) =>
			raw.replace(/^(?:date|bcc|from): .*\r\n/gim, '').replace(/(\r\n)+$/, '');
		const wire = onlyContent(sink);
		expect(ofDraft(wire)).toBe(ofDraft(draft.raw));
		expect(wire).toMatch(/^From: alice@example\.test\r$/m);
		expect(wire).not.toMatch(/^bcc|dan@/im);
		const { date } = await simpleParser(Buffer.from(wire, 'latin1'));
		expect(Math.abs(Date.now() - (date?.getTime() ?? 0))).toBeLessThan(60_000);
		expect(await draftsOf(server)).toEqual([]);
		const [copy, ...copies] = await draftsOf(server, 'Sent');
		expect(copies).toEqual([]);
		expect(copy?.raw).toBe(wire);
		expect(copy?.flags).toEqual(['\\Seen']);
	});

	it('sends a draft that was changed, without what marks it as one', async () => {
		const { messageId } = await create();
		await draftJson(server, 'update', {
			...{ draft: messageId as string, bodyFormat: 'text', text: 'Changed' },
			options: { to: dan, cc: '', bcc: '' },
		});
		const json = await sent(messageId);
		expect(json).toMatchObject({ accepted: [dan], messageId });
		expect(onlyContent(sink)).toContain('Changed');
		expect(onlyContent(sink)).not.toMatch(/x-envelope/i);
	});

	it.each(['id', 'messageId'])(
		'says that it was sent where it is named by its %s again',
		async (by) => {
			const draft = await create();
			const first = await sent(draft[by]);
			const second = await sent(draft[by]);
			expect(second).toMatchObject({
				...{ status: 'delivered', alreadySent: true, attempts: 0 },
				accepted: first.accepted,
				draft: { id: null, deleted: true },
			});
			expect(sink.messages()).toHaveLength(1);
		},
	);

	it('finds in the Sent folder what somebody else has sent', async () => {
		const messageId = '<elsewhere@x.test>';
		await server.deliver(alice, eml({ messageId: 'elsewhere@x.test', from: alice }), {
			folder: 'Sent',
		});
		expect(await sent(messageId)).toMatchObject({ alreadySent: true, accepted: [alice] });
		expect(sink.messages()).toEqual([]);
	});

	it('takes away a draft whose message is in the Sent folder, and does not send it', async () => {
		const raw = eml({ messageId: 'both@x.test', from: alice });
		await server.deliver(alice, raw, { folder: 'Sent' });
		const id = await putOriginal(server, raw, 'Drafts');
		expect(await sent(id)).toMatchObject({ alreadySent: true, draft: { id, deleted: true } });
		expect(sink.messages()).toEqual([]);
		expect(await draftsOf(server)).toEqual([]);
	});

	it('is sent once when it is sent several times at once', async () => {
		const { id, messageId } = await create();
		const results = await Promise.all([sent(id), sent(messageId), sent(id)]);
		expect(results.filter(({ alreadySent }) => !alreadySent)).toHaveLength(1);
		expect(sink.messages()).toHaveLength(1);
		expect(await draftsOf(server)).toEqual([]);
	});

	it('stays as it was where nobody takes it, and can be sent then', async () => {
		const { id } = await create();
		const before = await onlyDraft(server);
		await answering((line) => (line.startsWith('RCPT') ? '550 5.1.1 Who?' : undefined));
		expect((await send(id)).error?.message).toContain('RECIPIENT_REJECTED');
		expect(await onlyDraft(server)).toEqual(before);
		await answering(undefined);
		expect(await sent(id)).toMatchObject({ accepted: [bob, carol, dan] });
	});

	it('is kept for those that were put off, and is sent to these alone', async () => {
		const { id } = await create();
		let busy = true;
		await answering((line) =>
			busy && line.startsWith(`RCPT TO:<${carol}`) ? '451 4.7.1 Later' : undefined,
		);
		const first = await sent(id);
		expect(first).toMatchObject({
			...{ status: 'partial', accepted: [bob, dan], draft: { id, deleted: false } },
			warnings: [expect.stringMatching(/send it again to try these alone/)],
		});
		busy = false;
		const second = await sent(id);
		expect(second).toMatchObject({ status: 'delivered', draft: { id, deleted: true } });
		expect(sink.delivered().sort()).toEqual([bob, carol, dan].sort());
		expect(await draftsOf(server)).toEqual([]);
	});

	it('is not sent to others than before, and says what to do', async () => {
		const { id, messageId } = await create();
		await answering((line) =>
			line.startsWith(`RCPT TO:<${carol}`) ? '451 4.7.1 Later' : undefined,
		);
		await sent(id);
		const parameters = { draft: messageId as string, bodyFormat: 'unchanged' };
		await draftJson(server, 'update', { ...parameters, options: { cc: 'eve@example.test' } });
		const { error } = await send(messageId);
		expect(error?.message).toMatch(/draft was sent already, to bob@.*Create another draft/);
	});

	it('keeps to itself what programs note in it', async () => {
		const notes = [
			'Lcc: secret@example.test',
			'Gcc: nnml:private',
			'X-K9mail-Identity: !QQ==',
			'X-Reply-Mbox: {imap.example.test/user=alice}INBOX',
			'Autocrypt-Draft-State: encrypt=no',
		];
		const raw = eml({ from: alice, headers: [...notes, 'X-Own: kept'] });
		await sent(await putOriginal(server, raw, 'Drafts'));
		const names = onlyContent(sink).match(/^[\w-]+(?=:)/gm);
		expect(names).toContain('X-Own');
		expect(names).not.toEqual(
			expect.arrayContaining([expect.stringMatching(/^(?:[lg]cc|x-k9|x-reply|autocrypt)/i)]),
		);
	});

	it('is not sent again where the answer of the server was lost, and finished when it shows', async () => {
		const { id } = await create();
		await answering((line) => (line === '.' ? CUT : undefined));
		expect((await send(id)).error?.message).toContain('OUTCOME_UNKNOWN');
		expect((await send(id)).error?.message).toContain('OUTCOME_UNKNOWN');
		const wire = onlyContent(sink);
		expect((await onlyDraft(server)).flags).toContain('$EnvelopeSending');
		await server.deliver(alice, wire, { folder: 'Sent' });
		expect(await sent(id)).toMatchObject({ alreadySent: true, draft: { id, deleted: true } });
		expect(sink.messages()).toHaveLength(1);
		expect(await draftsOf(server)).toEqual([]);
	}, 30_000);

	it('is not sent again after a process that ended meanwhile, unless that was chosen', async () => {
		const { id, messageId } = await create();
		// All that is left of the process.
		await otherClient(server).mark('1:*', 'Drafts', '$EnvelopeSending');
		const { error } = await send(id);
		expect(error?.message).toContain(
			`not known whether the message ${messageId as string} was sent`,
		);
		expect(sink.commands()).toEqual([]);
		expect(await sent(id, { sendAgainInDoubt: true })).toMatchObject({ alreadySent: false });
		expect(sink.messages()).toHaveLength(1);
		expect(await draftsOf(server)).toEqual([]);
	});

	it('does everything but send in a dry run, and leaves the draft alone', async () => {
		const { id } = await create();
		const before = await onlyDraft(server);
		const credential = credentialFor(server);
		const parameters = { draft: id as string, options: { dryRun: true } };
		const { json, outputs } = await runDraft(server, 'send', parameters, { credential });
		expect(json[0]).toMatchObject({
			status: 'dryRun',
			envelope: { from: alice, to: [bob, carol, dan] },
		});
		expect(outputs[0]?.[0]?.binary?.message).toBeDefined();
		expect(await onlyDraft(server)).toEqual(before);
	});

	it.each<[string, object, RegExp]>([
		[
			'no recipients',
			{ to: '', options: {} },
			/has no recipient.*operation Update.*INVALID_ADDRESS/,
		],
	])('refuses a draft with %s', async (_what, parameters, message) => {
		const { id } = await create(parameters as IDataObject);
		expect((await send(id)).error?.message).toMatch(message);
		expect(sink.commands()).toEqual([]);
		await onlyDraft(server);
	});

	it.each([
		[
			'is from somebody else',
			['From: Bob <bob@example.test>'],
			/From of the draft is bob@.*INVALID_ADDRESS/,
		],
		['is from two', ['From: alice@example.test, bob@example.test'], /several people/],
		['has two From fields', ['From: alice@example.test', 'From: bob@example.test'], /from twice/],
		['has two To fields', ['From: alice@example.test', 'To: bob@example.test'], /to twice/],
		[
			'has a recipient that is none',
			['From: alice@example.test', 'Cc: Bob'],
			/Cc of the draft has "Bob"/,
		],
	])('refuses a draft that %s', async (_what, fields, message) => {
		const raw = [...fields, 'To: bob@example.test', 'Subject: x', '', 'x', ''].join('\r\n');
		const id = await putOriginal(server, raw, 'Drafts');
		expect((await send(id)).error?.message).toMatch(message);
		expect(sink.commands()).toEqual([]);
	});

	it('sends as an alias that the owner allowed', async () => {
		const raw = ['From: A <desk@example.test>', `To: ${bob}`, '', 'x', ''].join('\r\n');
		const id = await putOriginal(server, raw, 'Drafts');
		await sent(id, {}, { aliases: 'desk@example.test' });
		expect(sink.messages()[0]?.mail).toMatch(/^FROM:<desk@example\.test>/);
	});

	it('is no message of another folder', async () => {
		const id = await putOriginal(server, eml({ from: alice }));
		expect((await send(id)).error?.message).toMatch(/not in the drafts folder/);
	});
});
