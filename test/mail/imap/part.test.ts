import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Account } from '../../../mail/account/settings';
import { readOriginal } from '../../../mail/imap/original';
import { openPiece } from '../../../mail/imap/part';
import { closeImapPools, withConnection } from '../../../mail/imap/pool';
import type { OutgoingFile } from '../../../mail/message/outgoing';
import { type MailServer, startMailServer } from '../../../sandbox/mailserver';
import { accountFor, alice, users } from '../../support/account';
import { failureOf } from '../../support/failure';
import { type FaultProxy, startFaultProxy } from '../../support/faultProxy';
import { otherClient } from '../../support/otherClient';
import { describeServers, type TestServer } from '../../support/servers';

const CHUNK = 256 * 1024;

/** 57 bytes are a line of 76 characters (RFC 2045 §6.8). */
const base64 = (bytes: Buffer) => bytes.toString('base64').replace(/.{76}/g, '$&\r\n');

interface Part {
	header: string[];
	body: Buffer | string;
}

function mixed(messageId: string, parts: Part[]): Buffer {
	const header = [
		'From: Bob <bob@example.test>',
		`Message-ID: <${messageId}>`,
		'MIME-Version: 1.0',
		'Content-Type: multipart/mixed; boundary=b',
	];
	return Buffer.concat([
		Buffer.from(`${header.join('\r\n')}\r\n`),
		...parts.flatMap(({ header: lines, body }) => [
			Buffer.from(`\r\n--b\r\n${lines.join('\r\n')}\r\n\r\n`),
			Buffer.from(body),
		]),
		Buffer.from('\r\n--b--\r\n'),
	]);
}

const attached = (type: string, encoding: string, body: Buffer | string): Part => ({
	header: [
		`Content-Type: ${type}`,
		`Content-Transfer-Encoding: ${encoding}`,
		'Content-Disposition: attachment; filename=file',
	],
	body,
});

async function openFile({ content }: OutgoingFile) {
	if (Buffer.isBuffer(content)) throw new Error('Not streamed');
	return content();
}

async function lengthOf(stream: Readable): Promise<number> {
	return (await buffer(stream)).length;
}

async function bytesOf(file: OutgoingFile): Promise<Buffer> {
	return buffer(await openFile(file));
}

afterEach(closeImapPools);

describeServers('the files of a message', (start) => {
	let server: TestServer;
	let account: Account;

	beforeAll(async () => {
		server = await start({ users, withoutSmtp: true });
		account = accountFor(server);
	});

	afterAll(async () => {
		await closeImapPools();
		await server.close();
	});

	it('are streamed byte for byte, whatever they are', async () => {
		const binary = randomBytes(700_000);
		const latin = Buffer.from('Gr\u00fc\u00dfe,  \r\nformat=flowed \r\nlines', 'latin1');
		const inner = 'From: c@x.test\r\nSubject: inner\r\n\r\nbody\r\n';
		const parts = [
			{ header: ['Content-Type: text/plain'], body: 'Hi' },
			attached('application/octet-stream', 'base64', base64(binary)),
			// Without a disposition imapflow's download would make UTF-8 of it, and unwrap its lines.
			{
				header: [
					'Content-Type: text/plain; charset=iso-8859-1; format=flowed; name=latin.txt',
					'Content-Transfer-Encoding: 8bit',
				],
				body: latin,
			},
			attached('text/html; charset=utf-16', 'quoted-printable', '=FF=FEa=\r\n=00'),
			attached('text/csv', '7bit', 'a;b\r\n1;2\r\n'),
			attached('application/pdf', 'base64', ''),
			attached('message/rfc822', '7bit', inner),
			// Nothing is behind the last full chunk.
			attached('text/plain', '8bit', Buffer.alloc(2 * CHUNK, 'line of twenty bytes')),
		];
		await server.deliver(alice, mixed('files@x.test', parts));
		const { files } = await readOriginal(account, '<files@x.test>');
		expect(files.map(({ fileName, mimeType }) => [fileName, mimeType])).toEqual([
			['file', 'application/octet-stream'],
			['latin.txt', 'text/plain; charset=iso-8859-1'],
			['file', 'text/html; charset=utf-16'],
			['file', 'text/csv'],
			['file', 'application/pdf'],
			['file.eml', 'message/rfc822'],
			['file', 'text/plain'],
		]);
		const contents = await Promise.all(files.map(bytesOf));
		expect(contents[0]?.equals(binary)).toBe(true);
		expect(contents[1]).toEqual(latin);
		expect(contents[2]).toEqual(Buffer.from([0xff, 0xfe, 0x61, 0]));
		expect(String(contents[3])).toBe('a;b\r\n1;2\r\n');
		expect(contents[4]).toHaveLength(0);
		// hoodiecrow gives of a message within a message its body alone.
		expect(String(contents[5])).toBe(server.kind === 'real' ? inner : 'body\r\n');
		expect(contents[6]?.equals(Buffer.alloc(2 * CHUNK, 'line of twenty bytes'))).toBe(true);
	});

	it('are streamed where a file is all that the message is', async () => {
		const file = randomBytes(1_000);
		const header =
			'From: b@x.test\r\nMessage-ID: <only@x.test>\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n';
		await server.deliver(alice, Buffer.from(`${header}\r\n${base64(file)}\r\n`));
		const { files } = await readOriginal(account, '<only@x.test>');
		expect(files).toHaveLength(1);
		expect(await bytesOf(files[0]!)).toEqual(file);
	});

	it('are, as the message, every byte of it', async () => {
		const raw = mixed('whole@x.test', [
			{
				header: ['Content-Type: text/plain; charset=latin1'],
				body: Buffer.from('\xe4\r\n.\r\n', 'latin1'),
			},
			attached('application/octet-stream', 'base64', base64(randomBytes(600_000))),
		]);
		await server.deliver(alice, raw);
		const { open } = await readOriginal(account, 'whole@x.test');
		expect((await buffer(await open())).equals(raw)).toBe(true);
	});

	it('keep nobody from the mailbox while they are not read on', async () => {
		const body = base64(randomBytes(3 * CHUNK));
		await server.deliver(alice, mixed('left@x.test', [attached('a/b', 'base64', body)]));
		const { open } = await readOriginal(account, '<left@x.test>');
		// More than the pool has connections.
		const begun = await Promise.all(Array.from({ length: 8 }, () => open()));
		for (const stream of begun) {
			await once(stream, 'readable');
			expect(stream.read(1)).toHaveLength(1);
		}
		await expect(buffer(await open())).resolves.toBeDefined();
		for (const stream of begun) stream.destroy();
		await expect(buffer(await open())).resolves.toBeDefined();
	});

	it('are read on where somebody opens another folder over their connection in between', async () => {
		const body = randomBytes(3 * CHUNK);
		await server.deliver(alice, mixed('aside@x.test', [attached('a/b', 'base64', base64(body))]));
		const { files } = await readOriginal(account, '<aside@x.test>');
		const pieces: unknown[] = [];
		for await (const piece of await openFile(files[0]!)) {
			pieces.push(piece);
			await withConnection(account, 'folder', (connection) => connection.mailboxOpen('Sent'));
		}
		expect(pieces.length).toBeGreaterThan(3);
		expect(Buffer.concat(pieces.filter((piece) => Buffer.isBuffer(piece))).equals(body)).toBe(true);
	});

	it('are never those of another message, where the folder is made anew in between', async () => {
		const other = otherClient(server);
		await other.create('Work');
		const raw = (messageId: string) =>
			mixed(messageId, [attached('a/b', '7bit', messageId.repeat(100_000))]);
		await server.deliver(alice, raw('old@x.test'), { folder: 'Work' });
		const handle = await withConnection(account, 'folder', async (connection) => {
			const { uidValidity } = await connection.mailboxOpen('Work');
			return { uid: 1, uidValidity: String(uidValidity), folder: 'Work' };
		});
		const stream = openPiece(account, { handle });
		await once(stream, 'readable');
		await withConnection(account, 'folder', async (connection) => {
			await connection.mailboxClose();
			await connection.mailboxDelete('Work');
			await connection.mailboxCreate('Work');
			// UIDVALIDITY may be the time in seconds.
			for (;;) {
				const { uidValidity } = await connection.mailboxOpen('Work');
				if (String(uidValidity) !== handle.uidValidity) break;
				await connection.mailboxDelete('Work');
				await connection.mailboxCreate('Work');
			}
			await connection.append('Work', raw('new@x.test'));
		});
		expect((await failureOf(lengthOf(stream))).code).toBe('STALE_HANDLE');
		await other.remove('Work');
	});

	it('wait for a connection where all are taken', async () => {
		const body = base64(randomBytes(2 * CHUNK));
		await server.deliver(alice, mixed('many@x.test', [attached('a/b', 'base64', body)]));
		const { open } = await readOriginal(account, '<many@x.test>');
		const all = await Promise.all(Array.from({ length: 10 }, async () => buffer(await open())));
		expect(new Set(all.map(({ length }) => length)).size).toBe(1);
	});

	it('fail where the message is gone, or its folder was rebuilt', async () => {
		await server.deliver(alice, mixed('gone@x.test', [attached('a/b', 'base64', 'QUJD')]));
		const { handle, files } = await readOriginal(account, '<gone@x.test>');
		await withConnection(account, 'folder', async (connection) => {
			await connection.mailboxOpen('INBOX');
			await connection.messageDelete(String(handle.uid), { uid: true });
		});
		expect((await failureOf(bytesOf(files[0]!))).code).toBe('MESSAGE_NOT_FOUND');
		const rebuilt = { ...handle, uidValidity: '1' };
		const failure = await failureOf(buffer(openPiece(account, { handle: rebuilt })));
		expect(failure.code).toBe('STALE_HANDLE');
	});

	it.each(['whole', 'first file'])('fail where the message goes meanwhile: %s', async (what) => {
		const body = 'x'.repeat(8 * CHUNK);
		const messageId = `meanwhile-${what.length}@x.test`;
		await server.deliver(alice, mixed(messageId, [attached('a/b', '8bit', body)]));
		const { handle, open, files } = await readOriginal(account, `<${messageId}>`);
		const stream = what === 'whole' ? await open() : await openFile(files[0]!);
		await once(stream, 'readable');
		await otherClient(server).delete(String(handle.uid), 'INBOX');
		expect((await failureOf(lengthOf(stream))).code).toBe('MESSAGE_NOT_FOUND');
	});
});

describe('a connection that breaks within a file', () => {
	const body = base64(randomBytes(3 * CHUNK));
	let server: MailServer;
	let proxy: FaultProxy;
	let file: OutgoingFile;

	beforeEach(async () => {
		server = await startMailServer({ users });
		proxy = await startFaultProxy({ target: server.ports.imaps });
		const account = accountFor({ ...server, ports: { ...server.ports, imaps: proxy.port } });
		const raw = mixed('lost@x.test', [attached('a/b', '7bit', body)]);
		server.deliver(alice, raw);
		file = (await readOriginal(account, '<lost@x.test>')).files[0]!;
	});

	afterEach(async () => {
		await closeImapPools();
		await proxy.close();
		await server.close();
	});

	it.each([1, CHUNK + 20_000])(
		'is followed by another after %i bytes, and no byte is lost or comes twice',
		async (bytes) => {
			const pieces: Buffer[] = [];
			let read = 0;
			for await (const piece of await openFile(file)) {
				if (!Buffer.isBuffer(piece)) throw new Error('No bytes');
				pieces.push(piece);
				if (read < bytes && read + piece.length >= bytes) proxy.drop();
				read += piece.length;
			}
			expect(Buffer.concat(pieces).toString('latin1') === body).toBe(true);
			expect(proxy.accepted()).toBe(2);
		},
	);

	it('is an error, not its end, where there is no other one', async () => {
		const stream = await openFile(file);
		let read = 0;
		const reading = (async () => {
			for await (const piece of stream) {
				read += (piece as Buffer).length;
				await proxy.refuse();
			}
		})();
		expect(await failureOf(reading)).toMatchObject({ code: 'CONNECTION_REFUSED', transient: true });
		expect(read).toBeLessThan(body.length);
	});
});
