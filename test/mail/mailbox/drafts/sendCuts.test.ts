import type { IDataObject } from 'n8n-workflow';
import { closeImapPools } from '../../../../mail/imap/pool';
import { closeSmtpPools } from '../../../../mail/smtp/pool';
import { alice, bob, users } from '../../../support/account';
import { draftsOf, emptied, runDraft } from '../../../support/drafts';
import { eml } from '../../../support/eml';
import { answering, endAfterCommand, endAfterTagged, nameOf } from '../../../support/imapFaults';
import {
	type ImapProxy,
	type Rules,
	startImapProxy,
	type Verdict,
} from '../../../support/imapProxy';
import { putOriginal } from '../../../support/original';
import { otherClient } from '../../../support/otherClient';
import { overSink } from '../../../support/sendNode';
import { describeServers, type TestServer } from '../../../support/servers';
import { type SmtpSink, startSmtpSink } from '../../../support/smtpSink';

describeServers('a draft that is sent while connections to the mailbox break', (start) => {
	let server: TestServer;
	let sink: SmtpSink;
	let proxy: ImapProxy;
	let rules: (connection: number) => Rules = () => ({});
	let accepted = 0;

	beforeAll(async () => {
		server = await start({ users });
		sink = await startSmtpSink();
		proxy = await startImapProxy({
			target: server.ports.imap,
			rules: (connection) => rules(connection - accepted),
		});
	});
	afterEach(() => {
		rules = () => ({});
	});
	afterAll(async () => {
		closeSmtpPools();
		await closeImapPools();
		await proxy?.close();
		await sink?.close();
		await server?.close();
	});

	const run = (operation: string, parameters: IDataObject) =>
		runDraft(server, operation, parameters, {
			credential: overSink(server, sink, { imapPort: proxy.port, imapTls: 'none' }),
		});
	const send = (draft: string) => run('send', { draft, options: { maxAttempts: 1 } });
	const change = (draft: string) =>
		run('update', { draft, bodyFormat: 'unchanged', options: { subject: 'Changed' } });

	const put = () =>
		putOriginal(server, eml({ from: alice }).replace('To: alice@', 'To: bob@'), 'Drafts');

	it('stays where it is the only copy, until it is sent again', async () => {
		rules = () => answering('APPEND', 'NO [OVERQUOTA] Full');
		const id = await put();
		const [first] = (await send(id)).json;
		expect(first).toMatchObject({
			...{ status: 'delivered', sentCopy: { status: 'failed' }, draft: { deleted: false } },
			warnings: [expect.stringMatching(/stays as the only one/)],
		});
		expect(await draftsOf(server)).toHaveLength(1);
		const before = sink.messages().length;
		expect((await send(id)).json).toMatchObject([{ alreadySent: true, draft: { deleted: true } }]);
		expect(sink.messages()).toHaveLength(before);
		expect(await draftsOf(server)).toEqual([]);
	});

	it('is left to another process that began to send it meanwhile', async () => {
		const id = await put();
		let marked = false;
		rules = () => ({
			command: async (command) => {
				if (marked || !/BODY(?:\.PEEK)?\[\]<0/.test(command)) return undefined;
				marked = true;
				await otherClient(server).mark('1:*', 'Drafts', '$EnvelopeSending');
				return undefined;
			},
		});
		const before = sink.messages().length;
		expect((await send(id)).error?.message).toContain('OUTCOME_UNKNOWN');
		expect(marked).toBe(true);
		expect(sink.messages()).toHaveLength(before);
		expect(await draftsOf(server)).toHaveLength(1);
		await emptied(server, 'Drafts');
	});

	it.each(['id', 'messageId'])(
		'is known to be sent where it went out, and away, since it was seen, named by its %s',
		async (by) => {
			const messageId = `<since-${by}@x.test>`;
			const raw = eml({ messageId: messageId.slice(1, -1), from: alice });
			const id = await putOriginal(server, raw.replace('To: alice@', 'To: bob@'), 'Drafts');
			let since: ReturnType<typeof send> | undefined;
			rules = () => ({
				command: async (command) => {
					if (since || !/BODY(?:\.PEEK)?\[\]<0/.test(command)) return undefined;
					since = send(id);
					await since;
					return undefined;
				},
			});
			const before = sink.messages().length;
			const { json } = await send(by === 'id' ? id : messageId);
			expect((await since)?.json).toMatchObject([{ alreadySent: false, draft: { deleted: true } }]);
			expect(json).toMatchObject([{ alreadySent: true, messageId, accepted: [bob] }]);
			expect(sink.messages()).toHaveLength(before + 1);
			await emptied(server, 'Sent');
		},
	);

	it('is sent by the call that waited where the one before could not send it', async () => {
		const id = await put();
		await sink.close();
		let refusals = 0;
		let second: ReturnType<typeof send> | undefined;
		const answer = (line: string) => {
			if (!line.startsWith('RCPT') || refusals++ > 0) return undefined;
			second = send(id);
			return '550 5.1.1 Who?';
		};
		sink = await startSmtpSink({ answer });
		const found = Promise.withResolvers<undefined>();
		rules = () => ({
			command: async (command) => {
				if (second && /BODY(?:\.PEEK)?\[\]<0/.test(command)) found.resolve(undefined);
				// The mark of the first is still on it when the second one finds it.
				if (/STORE \S+ -FLAGS/.test(command)) await found.promise;
				return undefined;
			},
		});
		expect((await send(id)).error?.message).toContain('RECIPIENT_REJECTED');
		expect((await second)?.json).toMatchObject([{ alreadySent: false, draft: { deleted: true } }]);
		expect(sink.messages()).toHaveLength(1);
		await emptied(server, 'Sent');
	});

	/** @returns what the draft has when it is about to be sent */
	const losingMarks = (count: number, verdict: Verdict) => {
		let left = count;
		let flags: string[] | undefined;
		rules = () => ({
			command: async (command) => {
				// Whether it was sent before is looked for after the mark.
				if (nameOf(command) === 'UID SEARCH') flags ??= (await draftsOf(server))[0]?.flags;
				return /\+FLAGS.*EnvelopeSending/.test(command) && left-- > 0 ? verdict : undefined;
			},
		});
		return () => flags;
	};
	const unheard: Verdict = { instead: [], then: 'cut' };

	it.each<[string, Verdict]>([
		['mark', unheard],
		['answer to the mark', { then: 'cut' }],
	])('is marked before it is sent where the %s is lost', async (_what, verdict) => {
		const id = await put();
		const flags = losingMarks(1, verdict);
		const { json, error } = await send(id);
		expect(error).toBeUndefined();
		expect(json).toMatchObject([{ alreadySent: false, draft: { deleted: true } }]);
		expect(flags()).toContain('$EnvelopeSending');
		await emptied(server, 'Sent');
	});

	it('is not sent where it cannot be marked', async () => {
		const id = await put();
		losingMarks(Infinity, unheard);
		const before = sink.messages().length;
		expect((await send(id)).error?.message).toContain('CONNECTION_LOST');
		expect(sink.messages()).toHaveLength(before);
		await emptied(server, 'Drafts');
	});

	it('is not sent where nobody says that it is marked, and can be sent then', async () => {
		const id = await put();
		let isMarked = false;
		let lost = 0;
		rules = () => ({
			command: (command) => {
				isMarked ||= /\+FLAGS.*EnvelopeSending/.test(command);
				return isMarked && lost < 3 && /UID (?:STORE|FETCH)/.test(command) && ++lost
					? { then: 'cut' }
					: undefined;
			},
		});
		expect((await send(id)).error?.message).toContain('CONNECTION_LOST');
		expect((await send(id)).json).toMatchObject([{ alreadySent: false, draft: { deleted: true } }]);
		await emptied(server, 'Sent');
	});

	/** Changes a draft when the sending of it has begun; what it waits for goes on when it has been seen. */
	const changedAt = (id: string, isAt: (command: string) => boolean) => {
		let changing: ReturnType<typeof runDraft> | undefined;
		const seen = Promise.withResolvers<undefined>();
		rules = () => ({
			command: async (command) => {
				if (changing || !isAt(command)) return undefined;
				changing = change(id);
				await seen.promise;
				return undefined;
			},
			response: (response) => {
				if (changing && /x-envelope-replaces/i.test(response)) seen.resolve(undefined);
				return undefined;
			},
		});
		return async () => changing;
	};

	it('is changed where it did not go out, and can be sent then', async () => {
		const id = await put();
		await sink.close();
		let isRefused = true;
		sink = await startSmtpSink({
			answer: (line) => (isRefused && line.startsWith('RCPT') ? '550 5.1.1 Who?' : undefined),
		});
		const changed = changedAt(id, (command) => /STORE \S+ -FLAGS/.test(command));
		expect((await send(id)).error?.message).toContain('RECIPIENT_REJECTED');
		expect((await changed())?.error).toBeUndefined();
		const [draft] = await draftsOf(server);
		expect(draft?.mail.subject).toBe('Changed');
		expect(draft?.flags).not.toContain('$EnvelopeSending');
		isRefused = false;
		expect((await send(id)).json).toMatchObject([{ alreadySent: false }]);
		expect(sink.messages()).toHaveLength(1);
		await emptied(server, 'Sent');
	});

	it('is not changed where it went out', async () => {
		const id = await put();
		const changed = changedAt(id, (command) => nameOf(command) === 'APPEND');
		expect((await send(id)).json).toMatchObject([{ draft: { deleted: true } }]);
		expect((await changed())?.error?.message).toContain('MESSAGE_NOT_FOUND');
		expect(await draftsOf(server)).toEqual([]);
		await emptied(server, 'Sent');
	});

	it.each([
		['a command', endAfterCommand],
		['an answer', endAfterTagged],
	])(
		'goes out once, and is gone in the end, at %s',
		async (_kind, end) => {
			// The sign-in of Dovecot takes long and is the same everywhere.
			for (let nth = server.kind === 'real' ? 7 : 1, ended = true; ended; nth++) {
				const messageId = `cut-${Math.random()}@x.test`;
				const raw = eml({ messageId, from: alice }).replace('To: alice@', 'To: bob@');
				const id = await putOriginal(server, raw, 'Drafts');
				await closeImapPools();
				accepted = proxy.accepted();
				ended = false;
				rules = (connection) => {
					const { command, response } = end(nth);
					if (connection !== 1) return {};
					return {
						command: async (text) => noted(await command?.(text)),
						response: async (text, literals) => noted(await response?.(text, literals)),
					};
					function noted<T extends { then?: unknown } | undefined>(verdict: T): T {
						if (verdict?.then) ended = true;
						return verdict;
					}
				};
				const before = sink.messages().length;
				const first = await send(id);
				const again = first.error ? await send(id) : first;
				expect(again.error).toBeUndefined();
				expect(again.json).toMatchObject([{ status: 'delivered', messageId: `<${messageId}>` }]);
				// Where it could not be deleted that was said, and is done by sending it once more.
				const [{ draft = {} } = {}] = again.json;
				if (!(draft as { deleted?: boolean }).deleted) {
					expect((await send(id)).json).toMatchObject([{ alreadySent: true }]);
				}
				expect(
					sink
						.messages()
						.slice(before)
						.flatMap(({ rcpt }) => rcpt),
				).toEqual([`TO:<${bob}>`]);
				expect(await draftsOf(server)).toEqual([]);
				await emptied(server, 'Sent');
			}
		},
		120_000,
	);
});
