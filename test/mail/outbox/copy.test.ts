import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { type Account, accountFromCredential } from '../../../mail/account/settings';
import { closeImapPools, withConnection } from '../../../mail/imap/pool';
import { compose } from '../../../mail/message/compose';
import type { OutgoingMessage } from '../../../mail/message/outgoing';
import { saveCopy } from '../../../mail/outbox/copy';
import { CopyLine } from '../../../mail/outbox/copyLine';
import { accountFor, alice, credentialFor, users } from '../../support/account';
import { atEachStep, cuts } from '../../support/cuts';
import { expectNoSecret } from '../../support/failure';
import { outgoing } from '../../support/outgoing';
import {
	type Script,
	type ScriptedServer,
	startScriptedServer,
} from '../../support/scriptedServer';
import { sentFolderScript } from '../../support/sentFolderScript';
import { describeServers, type TestServer } from '../../support/servers';
import { CUT } from '../../support/smtpSink';

const message = (changes: Partial<OutgoingMessage> = {}) =>
	compose(outgoing({ text: 'The last line\n', ...changes }), { keepBcc: false });

afterEach(closeImapPools);

describeServers('the copy of a sent message', (start) => {
	let server: TestServer;
	beforeAll(async () => {
		server = await start({ users });
	});
	afterAll(() => server?.close());

	const copies = async ({ messageId }: { messageId: string }) =>
		(await server.messages(alice, 'Sent')).filter(({ raw }) => raw.includes(messageId));
	const filed = { status: 'saved', id: expect.stringMatching(/\.Sent$/), problem: null };

	test.each<[Account['sentCopy'], object, number]>([
		['always', filed, 1],
		['unlessFiled', filed, 1],
		['leftToServer', { status: 'leftToServer', id: null, problem: null }, 0],
		['never', { status: 'off', id: null, problem: null }, 0],
	])('where it is to be filed %s', async (sentCopy, outcome, count) => {
		const sent = message();
		expect(await saveCopy({ ...accountFor(server), sentCopy }, sent)).toEqual(outcome);
		expect(await copies(sent)).toHaveLength(count);
	});

	test.each<[Account['sentCopy'], boolean, number]>([
		['always', false, 2],
		['always', true, 1],
		['unlessFiled', false, 1],
	])('where it is there already, and to be filed %s (%s)', async (sentCopy, mayHaveCopy, count) => {
		const sent = message();
		await server.deliver(alice, `Message-ID: ${sent.messageId}\r\n\r\n`, { folder: 'Sent' });
		const account = { ...accountFor(server), sentCopy };
		expect(await saveCopy(account, sent, { mayHaveCopy })).toEqual(filed);
		expect(await copies(sent)).toHaveLength(count);
	});

	test('an account without a mailbox has none', async () => {
		const outcome = await saveCopy(accountFor(server, { use: 'send' }), message());
		expect(outcome).toEqual({ status: 'off', id: null, problem: null });
	});

	test.each(Object.entries(cuts))(
		'is there once where a connection is cut %s',
		async (_kind, cut) => {
			const statuses: string[] = [];
			const isFirst = (connection: number) => connection === 1;
			await atEachStep(server, cut, isFirst, async (account) => {
				const sent = message();
				const { status } = await saveCopy(account, sent);
				expect(await copies(sent)).toHaveLength(status === 'saved' ? 1 : 0);
				statuses.push(status);
			});
			// Before there is a connection, the copies are not to wait for one.
			const connected = statuses.slice(statuses.indexOf('saved'));
			expect(new Set(connected)).toEqual(new Set(['saved']));
			expect(connected.length).toBeGreaterThan(2);
		},
		120_000,
	);

	test('one that is too large is not read to its end', async () => {
		let read = 0;
		async function* pieces() {
			for (; read < 100; read++) yield Buffer.alloc(1024 * 1024);
		}
		const large = {
			...message(),
			stream: () => Readable.from(pieces(), { objectMode: false, highWaterMark: 1 }),
		};
		expect(await saveCopy(accountFor(server), large, { maxBytes: 2 * 1024 * 1024 })).toEqual({
			status: 'failed',
			id: null,
			problem: expect.stringContaining('more than 2 MB'),
		});
		expect(read).toBeLessThan(10);
		expect(await copies(large)).toEqual([]);
	});

	test('one whose attachment is gone', async () => {
		const attachment = {
			fileName: 'a.txt',
			mimeType: 'text/plain',
			content: () => Promise.reject(new Error('no such file')),
		};
		const outcome = await saveCopy(accountFor(server), message({ attachments: [attachment] }));
		expect(outcome).toMatchObject({ status: 'failed' });
		expect(outcome.problem).toContain('no such file');
	});

	test('one that is read from the same mailbox', async () => {
		const account = accountFor(server);
		await server.deliver(alice, 'Subject: old\r\n\r\nText\r\n');
		const uid = (await server.messages(alice, 'INBOX'))[0]?.uid;
		const fromMailbox = () => {
			const sent = message();
			const content = () =>
				withConnection(account, 'fetch', async (connection) => {
					await connection.mailboxOpen('INBOX', { readOnly: true });
					const fetched = await connection.fetchOne(String(uid), { source: true }, { uid: true });
					return (fetched && fetched.source) || Buffer.alloc(0);
				});
			const pieces = async function* () {
				yield* sent.stream();
				yield await content();
			};
			return { ...sent, stream: () => Readable.from(pieces(), { objectMode: false }) };
		};
		const outcomes = await Promise.all([1, 2, 3, 4].map(() => saveCopy(account, fromMailbox())));
		expect(outcomes).toEqual([filed, filed, filed, filed]);
	});

	test('with a wrong password', async () => {
		const account = accountFor(server, { password: `${users[alice]}?` });
		await expectFailure(account, 'IMAP_AUTH_FAILED');
	});

	test('with nobody there', async () => {
		await expectFailure(accountFor(server, { imapPort: 1 }), 'CONNECTION_REFUSED');
	});
});

test('a mailbox that cannot be reached is left alone for a minute', async () => {
	let now = 0;
	const line = new CopyLine(() => now);
	const imap = await startScriptedServer(async (peer) => peer.drop());
	const account = accountWith(imap);
	const attempt = async () => (await saveCopy(account, message(), { line })).problem;
	const [first, ...others] = await Promise.all([1, 2, 3, 4, 5].map(attempt));
	expect(first).toMatch(/^The IMAP server .*CONNECTION_LOST/);
	expect(others.slice(2)).toEqual([expect.stringContaining('left alone'), others[2]]);
	// Three at a time, and each once more.
	expect(imap.accepted()).toBe(6);

	now = 59_000;
	expect(await attempt()).toMatch(/left alone.*IMAP server.*CONNECTION_LOST.*itself was sent/);
	expect(imap.accepted()).toBe(6);
	now = 60_000;
	expect(await attempt()).toBe(first);
	expect(imap.accepted()).toBe(8);
	await imap.close();
});

test('no more than three at a time are in memory, and all have their turn', async () => {
	const line = new CopyLine();
	let open = 0;
	let most = 0;
	const file = async () => {
		most = Math.max(most, ++open);
		await setImmediate();
		open--;
	};
	const fail = () => file().then(() => Promise.reject(new Error('no')));
	const turns = [file, fail, file, fail, file, file, file, file].map((copy) =>
		line.inTurn('account', copy),
	);
	const settled = await Promise.allSettled(turns);
	expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(6);
	expect(most).toBe(3);
});

test('one that refuses a copy is asked for the next', async () => {
	const imap = await startScriptedServer(sentFolderScript('NO No such right'));
	const line = new CopyLine();
	for (let count = 1; count <= 2; count++) {
		const { problem } = await saveCopy(accountWith(imap), message(), { line });
		expect(problem).toMatch(/^The IMAP server .* refused/);
	}
	await closeImapPools();
	await imap.close();
});

function accountWith(imap: ScriptedServer): Account {
	const ports = { smtp: 1, smtps: 1, imap: 1, imaps: imap.port };
	return accountFromCredential(credentialFor({ ports, ca: '' }, { imapTls: 'none' }));
}

/** The send was no failure, so nobody is to be told to repeat it. */
async function expectFailure(account: Account, code: string, response = ''): Promise<void> {
	const { status, id, problem } = await saveCopy(account, message());
	expect({ status, id }).toEqual({ status: 'failed', id: null });
	expect(problem).toContain(code);
	expect(problem).toContain(response);
	expect(problem).toMatch(/The message itself was sent\.$/);
	expect(problem).not.toMatch(/trying again/i);
	expectNoSecret(problem ?? '');
}

describe('a mailbox that does not take the copy', () => {
	let imap: ScriptedServer;
	afterEach(async () => {
		await closeImapPools();
		await imap.close();
	});

	const play = async (script: Script) => {
		imap = await startScriptedServer(script);
		return accountWith(imap);
	};

	test.each<[string, 'before' | 'after', string]>([
		['NO [OVERQUOTA] Mailbox is full', 'before', 'SERVER_BUSY'],
		['NO [OVERQUOTA] Mailbox is full', 'after', 'SERVER_BUSY'],
		['NO No such right', 'after', 'SERVER_REJECTED'],
		['BAD Not now', 'before', 'SERVER_REJECTED'],
	])('because it answers %s (%s having it)', async (answer, when, code) => {
		const account = await play(sentFolderScript(answer, when));
		await expectFailure(account, code, answer.split(' ').at(-1));
	});

	test('because the connection is cut within the copy', async () => {
		await expectFailure(await play(sentFolderScript(CUT)), 'CONNECTION_LOST');
	});

	test('because its answer holds the password', async () => {
		const account = await play(sentFolderScript(`NO Not with ${users[alice]}`));
		await expectFailure(account, 'SERVER_REJECTED', 'Not with ***');
	});

	test('and takes it where it does', async () => {
		const account = await play(sentFolderScript('OK [APPENDUID 7 1] Done', 'after'));
		expect(await saveCopy(account, message())).toEqual({
			status: 'saved',
			id: '1.7.Sent',
			problem: null,
		});
	});
});
