import { closeImapPools } from '../../../mail/imap/pool';
import { readThread, type Thread } from '../../../mail/mailbox/thread/thread';
import { accountFor, alice, users } from '../../support/account';
import { eml } from '../../support/eml';
import { failureOf } from '../../support/failure';
import { startImapProxy } from '../../support/imapProxy';
import { otherClient } from '../../support/otherClient';
import { putOriginal } from '../../support/original';
import { describeServers, type TestServer } from '../../support/servers';

const fromAlice = 'Alice <alice@example.test>';

/** Each test has IDs and a subject of its own. */
let run = 0;

const name = (id: string) => `${id}.${run}@x.test`;

/** A message that answers others, a minute after the one before. */
function mail(id: string, minute: number, answers: string[] = [], changes = {}) {
	const time = `Fri, 20 Nov 2026 10:${String(minute).padStart(2, '0')}:00 +0000`;
	const last = answers.at(-1);
	const refs = answers.map((one) => `<${name(one)}>`).join('\r\n ');
	const raw = eml({
		subject: answers.length > 0 ? `Re: Offer ${run}` : `Offer ${run}`,
		messageId: name(id),
		headers: last ? [`References: ${refs}`, `In-Reply-To: <${name(last)}>`] : [],
		...changes,
	});
	return raw.replace(/^Date: .*$/m, `Date: ${time}`);
}

describeServers('a conversation', (start) => {
	let server: TestServer;

	beforeAll(async () => {
		server = await start({ users });
		await otherClient(server).create('Kunden');
	});
	beforeEach(() => {
		run++;
	});
	afterAll(async () => {
		await closeImapPools();
		await server.close();
	});

	const put = (raw: string, folder = 'INBOX') => putOriginal(server, raw, folder);
	const thread = (reference: string, limit = 50) =>
		readThread(accountFor(server), reference, { limit, headers: false });
	const ids = ({ messages }: Thread) =>
		messages.map(({ message }) => message.messageId?.replace(/^<|\.\d+@.*$/g, ''));

	/** One over four folders, and what does not belong to it. */
	async function scattered() {
		const handles = {
			a: await put(mail('a', 0), 'Archive'),
			b: await put(mail('b', 1, ['a'], { from: fromAlice }), 'Sent'),
			c: await put(mail('c', 2, ['a', 'b'], { subject: 'AW: Angebot' })),
			d: await put(mail('d', 3, ['a', 'b', 'c']), 'Kunden'),
			e: await put(mail('e', 4, ['a', 'b', 'c', 'd'], { from: fromAlice }), 'Drafts'),
		};
		await put(mail('other', 5));
		await put(mail('xa', 6, ['ya']));
		await put(mail('junk', 7, ['a']), 'Junk');
		return handles;
	}

	it('is found from each of its messages, over all folders, oldest first', async () => {
		const handles = await scattered();
		for (const reference of [...Object.values(handles), name('c'), `<${name('a')}>`]) {
			const found = await thread(reference);
			expect(ids(found)).toEqual(['a', 'b', 'c', 'd', 'e']);
			expect(found).toMatchObject({ threadId: `<${name('a')}>`, count: 5, notes: [] });
			expect(found.messages.map(({ draft }) => draft)).toEqual([false, false, false, false, true]);
			expect(found.messages.every(({ guessed }) => !guessed)).toBe(true);
		}
	});

	it('is found by the Message-ID that it began with, also where that message is gone', async () => {
		await put(mail('b', 1, ['a']));
		await put(mail('c', 2, ['a', 'b']), 'Archive');
		expect(ids(await thread(name('a')))).toEqual(['b', 'c']);
		expect(await thread(name('c'))).toMatchObject({ threadId: `<${name('a')}>` });
	});

	it('is followed where each message only names the one before', async () => {
		for (const [index, id] of ['a', 'b', 'c', 'd', 'e', 'f'].entries()) {
			const before = index > 0 ? [`In-Reply-To: <${name('abcdef'[index - 1] ?? '')}>`] : [];
			await put(mail(id, index, [], { headers: before }), index % 2 ? 'Sent' : 'INBOX');
		}
		expect(ids(await thread(name('d')))).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
	});

	it('has each message once, with all its copies, and no draft of what was sent', async () => {
		const sent = mail('a', 0, [], { from: fromAlice });
		const handles = [await put(sent, 'Sent'), await put(sent, 'Drafts'), await put(sent)];
		const found = await thread(handles[1] ?? '');
		expect(found.messages).toHaveLength(1);
		expect(found.messages[0]?.draft).toBe(false);
		const copies = found.messages[0]?.copies ?? [];
		expect(copies.map(({ id }) => id).sort()).toEqual(handles.sort());
		expect(copies[0]?.id).toBe(found.messages[0]?.message.id);
	});

	it('hides no message behind another one with its Message-ID', async () => {
		await put(mail('a', 0));
		await put(mail('a', 1, [], { from: 'Eve <eve@evil.test>' }));
		expect(ids(await thread(name('a')))).toEqual(['a', 'a']);
	});

	it('is guessed by subject and people in many languages, as the last resort, and marked', async () => {
		const alone = { headers: [] };
		const subjects = [
			'Quote 12',
			'AW: Quote 12',
			'SV: Re: Quote 12',
			'回复：Quote 12',
			'[list] RE: quote 12',
		];
		const handles: string[] = [];
		for (const [index, subject] of subjects.entries()) {
			handles.push(
				await put(
					mail(`g${index}`, index, [], { ...alone, subject }),
					index % 2 ? 'Sent' : 'INBOX',
				),
			);
		}
		await put(mail('more', 10, ['g1']), 'Archive');
		await put(mail('stranger', 11, [], { subject: 'Re: Quote 12', from: 'x@y.test' }));
		await put(mail('other', 12, [], { subject: 'Re: Quote 123' }));
		const found = await thread(handles[0] ?? '');
		expect(ids(found).slice(0, 5)).toEqual(['g0', 'g1', 'g2', 'g3', 'g4']);
		expect(ids(found)).not.toContain('other');
		expect(found.messages.map(({ guessed }) => guessed)[0]).toBe(false);
		expect(found.messages.slice(1).every(({ guessed }) => guessed)).toBe(true);
	});

	it('is not made of the issues of a newsletter, nor of what is months apart', async () => {
		const news = await put(mail('n1', 0, [], { subject: 'Your receipt' }));
		await put(mail('n2', 1, [], { subject: 'Your receipt' }));
		expect(ids(await thread(news))).toEqual(['n1']);
		const old = mail('old', 2, [], { subject: 'Re: Your receipt' }).replace('2026', '2025');
		await server.deliver(alice, old, { date: new Date('2025-11-20T10:00:00Z') });
		expect(ids(await thread(news))).toEqual(['n1']);
	});

	it('gives the newest where there are many, and says so', async () => {
		await put(mail('a', 0));
		for (let n = 1; n <= 12; n++) await put(mail(`r${n}`, n, ['a']));
		const found = await thread(name('a'), 5);
		expect(ids(found)).toEqual(['r8', 'r9', 'r10', 'r11', 'r12']);
		expect(found).toMatchObject({ threadId: `<${name('a')}>`, count: 13 });
		expect(found.notes).toEqual([expect.stringMatching(/has 13 messages: these are the newest/)]);
	});

	it('ends, whatever the references are', async () => {
		const thousands = Array.from({ length: 3_000 }, (_, index) => `ref-${index}`);
		await put(mail('circle1', 0, ['circle2']));
		await put(mail('circle2', 1, ['circle1']));
		expect(ids(await thread(name('circle1')))).toEqual(['circle1', 'circle2']);
		await put(mail('many', 2, thousands));
		await put(mail('self', 3, ['self']));
		const odd = [
			'References: <> <a b@c> <"q\\"@x.test> <(x)@x.test> junk <' + 'y'.repeat(2_000) + '@x>',
		];
		await put(mail('odd', 4, [], { headers: odd }));
		await put(mail('answer', 5, ['ref-2999']));
		expect(ids(await thread(name('many')))).toEqual(['many', 'answer']);
		expect(ids(await thread(name('self')))).toEqual(['self']);
		expect(ids(await thread(name('odd')))).toEqual(['odd']);
	});

	it('takes few round trips', async () => {
		await scattered();
		const commands: string[] = [];
		const proxy = await startImapProxy({
			target: server.ports.imap,
			rules: () => ({
				command: (command) => {
					commands.push(command);
					return undefined;
				},
			}),
		});
		await closeImapPools();
		const account = accountFor(server, { imapPort: proxy.port, imapTls: 'none' });
		await readThread(account, name('c'), { limit: 50, headers: false });
		const searches = commands.filter((line) => line.includes('UID SEARCH'));
		expect(searches.length).toBeLessThanOrEqual(15);
		expect(Math.max(...commands.map(({ length }) => length))).toBeLessThan(8_000);
		expect(commands.length).toBeLessThan(60);
		await closeImapPools();
		await proxy.close();
	});

	it.each([
		['<gone@x.test>', 'MESSAGE_NOT_FOUND'],
		['1.1.INBOX', 'STALE_HANDLE'],
		['1.1.Nowhere', 'FOLDER_NOT_FOUND'],
		['null', 'MESSAGE_NOT_FOUND'],
	])('says what is wrong with %s', async (reference, code) => {
		expect(await failureOf(thread(reference))).toMatchObject({ code });
	});
});
