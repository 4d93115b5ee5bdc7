import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import type { Account } from '../../../mail/account/settings';
import { openAttachment } from '../../../mail/imap/attachment';
import { fetchMessages } from '../../../mail/imap/fetch';
import { closeImapPools, withConnection } from '../../../mail/imap/pool';
import type { Message } from '../../../mail/message/model';
import { parseHandle } from '../../../mail/message/handle';
import { accountFor, users } from '../../support/account';
import { failureOf } from '../../support/failure';
import { putOriginal } from '../../support/original';
import { describeServers, type TestServer } from '../../support/servers';

const binary = randomBytes(300_000);
const latin = Buffer.from('Gr\u00fc\u00dfe,  \r\nlines', 'latin1');

const part = (header: string, body: Buffer | string) =>
	Buffer.concat([Buffer.from(`\r\n--b\r\n${header}\r\n\r\n`), Buffer.from(body)]);

const raw = Buffer.concat([
	Buffer.from('From: b@x.test\r\nSubject: files\r\nContent-Type: multipart/mixed; boundary=b\r\n'),
	part('Content-Type: text/plain', 'Hi'),
	part(
		'Content-Type: a/b; name=binary\r\nContent-Transfer-Encoding: base64',
		binary.toString('base64').replace(/.{76}/g, '$&\r\n'),
	),
	part(
		'Content-Type: text/plain; charset=iso-8859-1; format=flowed; name=latin.txt\r\nContent-Transfer-Encoding: 8bit',
		latin,
	),
	part(
		'Content-Type: text/html; charset=utf-16; name=a.html\r\nContent-Transfer-Encoding: quoted-printable',
		'=FF=FEa=\r\n=00',
	),
	part('Content-Type: text/csv; name=empty.csv', ''),
	Buffer.from('\r\n--b--\r\n'),
]);

describeServers('an attachment', (start) => {
	let server: TestServer;
	let account: Account;
	let message: Message;

	beforeAll(async () => {
		server = await start({ users, withoutSmtp: true });
		account = accountFor(server);
		const { uid } = parseHandle(await putOriginal(server, raw))!;
		message = await withConnection(account, 'fetch', async (connection) => {
			await connection.mailboxOpen('INBOX', { readOnly: true });
			const [fetched] = await fetchMessages(connection, [uid]);
			return fetched!;
		});
	});

	afterAll(async () => {
		await closeImapPools();
		await server.close();
	});

	const limit = (maxBytes: number) => ({ maxBytes, remedy: 'Take less.' });
	const open = (index: number, maxBytes = 1_000_000) =>
		openAttachment(account, parseHandle(message.id)!, message.attachments[index]!, limit(maxBytes));

	it.each([
		['binary', 0, binary],
		['in a charset of its own', 1, latin],
		['with quoted bytes', 2, Buffer.from([0xff, 0xfe, 0x61, 0])],
		['empty', 3, Buffer.alloc(0)],
	])('is streamed byte for byte: %s', async (_kind, index, expected) => {
		expect((await buffer(await open(index))).equals(expected)).toBe(true);
	});

	it('of just the size that is allowed is whole', async () => {
		expect(await buffer(await open(0, binary.length))).toHaveLength(binary.length);
	});

	it('larger than that ends with an error, and lets go of its connection', async () => {
		for (let round = 0; round < 5; round++) {
			const failure = await failureOf(buffer(await open(0, binary.length - 1)));
			expect(failure).toMatchObject({ code: 'CONTENT_TOO_LARGE', transient: false });
			expect(failure.message).toMatch(/attachment binary has more than 299999 bytes\. Take less/);
		}
	});

	it('that says that it is larger is not even asked for', async () => {
		const large = { id: '2', fileName: 'a', size: 11 };
		const opened = openAttachment(account, parseHandle('1.1.Nowhere')!, large, limit(10));
		expect(await failureOf(opened)).toMatchObject({
			code: 'CONTENT_TOO_LARGE',
			message: expect.stringMatching(/a has 11 bytes, and may have 10\. Take less/),
		});
	});

	it('that is not read to the end lets go of its connection', async () => {
		for (let round = 0; round < 5; round++) {
			const stream = await open(0);
			await once(stream, 'readable');
			stream.destroy();
		}
		expect(await buffer(await open(1))).toEqual(latin);
	});

	it('that is not there is an error', async () => {
		const handle = parseHandle(message.id)!;
		const missing = { id: '9', fileName: 'nine' };
		const failures = await Promise.all([
			failureOf(openAttachment(account, handle, missing, limit(100))),
			failureOf(openAttachment(account, { ...handle, uid: 4_000_000 }, missing, limit(100))),
			failureOf(openAttachment(account, { ...handle, uidValidity: '1' }, missing, limit(100))),
		]);
		expect(failures.map(({ code }) => code)).toEqual([
			'MESSAGE_NOT_FOUND',
			'MESSAGE_NOT_FOUND',
			'STALE_HANDLE',
		]);
		expect(failures[0]?.message).toContain('has no attachment nine');
	});
});
