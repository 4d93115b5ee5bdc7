import { randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { trustedServers as trustedServersOf } from '../../../mail/account/trustedServers';
import { openAttachment } from '../../../mail/imap/attachment';
import { fetchMessages } from '../../../mail/imap/fetch';
import { parseHandle } from '../../../mail/message/handle';
import { MAX_ATTACHMENTS, MAX_TEXT_LENGTH, MAX_WHOLE_FETCH } from '../../../mail/message/limits';
import type { Message } from '../../../mail/message/model';
import { accountFor, alice } from '../../support/account';
import { describeConnected } from '../../support/connected';
import { eml } from '../../support/eml';
import { base64Lines, filePart, multipart, part } from '../../support/mime';

describeConnected('fetching', (on) => {
	/** Delivers messages, opens the inbox (for writing, so that \Seen can be set) and gives their UIDs. */
	const deliver = async (...sources: (string | Buffer)[]): Promise<number[]> => {
		for (const source of sources) await on.server.deliver(alice, source);
		await on.connection.mailboxOpen('INBOX');
		const stored = await on.server.messages(alice);
		return stored.slice(-sources.length).map(({ uid }) => uid);
	};

	const fetchOnly = async (source: string | Buffer): Promise<Message> => {
		const [message] = await fetchMessages(on.connection, await deliver(source));
		if (!message) throw new Error('The message was not fetched');
		return message;
	};

	const download = async (message: Message, index: number) => {
		const attachment = message.attachments[index];
		const handle = parseHandle(message.id);
		if (!attachment || !handle) throw new Error(`There is no attachment ${index}`);
		return buffer(
			await openAttachment(accountFor(on.server), handle, attachment, {
				maxBytes: 100_000_000,
				remedy: '',
			}),
		);
	};

	it('gives a batch in ascending order, without what is gone', async () => {
		const subjects = Array.from({ length: 25 }, (_, index) => `message ${index}`);
		const uids = await deliver(...subjects.map((subject) => eml({ subject })));
		const gone = (uids.at(-1) ?? 0) + 1_000;
		const messages = await fetchMessages(on.connection, [...uids, gone]);
		expect(messages.map(({ uid }) => uid)).toEqual(uids);
		expect(messages.map(({ subject }) => subject)).toEqual(subjects);
		expect(await fetchMessages(on.connection, [gone])).toEqual([]);
		expect(await fetchMessages(on.connection, [])).toEqual([]);
	});

	it('tells when it came, how large it is and how it is flagged', async () => {
		const source = eml();
		const date = new Date('2026-11-19T08:30:00Z');
		await on.server.deliver(alice, source, { date, flags: ['\\Flagged', '\\Answered'] });
		await on.connection.mailboxOpen('INBOX');
		const uid = (await on.server.messages(alice)).at(-1)?.uid ?? 0;
		const [message] = await fetchMessages(on.connection, [uid]);
		expect(message).toMatchObject({ receivedAt: date.toISOString(), size: source.length });
		expect(message?.flags).toEqual(expect.arrayContaining(['\\Flagged', '\\Answered']));
	});

	it.each([
		['base64', base64Lines('Grüße aus Köln')],
		['quoted-printable', 'Gr=C3=BC=C3=9Fe aus=\r\n K=C3=B6ln'],
		['8bit', 'Grüße aus Köln'],
	])('decodes a single part in %s', async (encoding, body) => {
		const headers = [
			'MIME-Version: 1.0',
			'Content-Type: text/plain; charset=utf-8',
			`Content-Transfer-Encoding: ${encoding}`,
		];
		const { text, attachments } = await fetchOnly(eml({ headers, body }));
		expect({ text: text.trim(), attachments }).toEqual({ text: 'Grüße aus Köln', attachments: [] });
	});

	it('reads alternatives beside inline images, files and an attached message', async () => {
		const image = randomBytes(3_000);
		const attached = eml({ subject: 'Inner', body: 'inner text' });
		const alternative = multipart(
			'alternative',
			'c',
			part(['Content-Type: text/plain'], 'plain text'),
			part(['Content-Type: text/html'], '<p>rich <img src="cid:logo@x.test"></p>'),
		);
		const related = multipart(
			'related',
			'b',
			part(alternative.headers, alternative.body),
			filePart('logo.png', 'image/png', image, [
				'Content-ID: <logo@x.test>',
				'Content-Disposition: inline; filename="logo.png"',
			]),
		);
		const mixed = multipart(
			'mixed',
			'a',
			part(related.headers, related.body),
			filePart('=?utf-8?Q?Pr=C3=BCfung.pdf?=', 'application/pdf', randomBytes(500)),
			part(
				[
					'Content-Type: application/zip',
					"Content-Disposition: attachment; filename*0*=utf-8''%E2%82%AC%20; filename*1=rates.zip",
				],
				'PK',
			),
			part(['Content-Type: message/rfc822'], attached),
		);
		const message = await fetchOnly(eml(mixed));
		expect(message.text.trim()).toBe('plain text');
		expect(message.html?.trim()).toBe('<p>rich <img src="cid:logo@x.test"></p>');
		expect(message.attachments).toMatchObject([
			{ id: '1.2', fileName: 'logo.png', inline: true, contentId: 'logo@x.test' },
			{ id: '2', fileName: 'Prüfung.pdf', mimeType: 'application/pdf', inline: false },
			{ id: '3', fileName: '€ rates.zip' },
			{ id: '4', fileName: 'message-4.eml', mimeType: 'message/rfc822' },
		]);
		expect(await download(message, 0)).toEqual(image);
		const { kind } = on.server;
		const expected = kind === 'real' ? attached : 'inner text'; // hoodiecrow leaves out the header
		expect((await download(message, 3)).toString().trim()).toBe(expected.trim());
	});

	it('fetches of a large message what is read, and describes its files', async () => {
		const file = randomBytes(2_000_000);
		const alternative = multipart(
			'alternative',
			'c',
			part(['Content-Type: text/plain; charset=koi8-r'], 'see file'),
			part(
				['Content-Type: text/html; charset=utf-8', 'Content-Transfer-Encoding: base64'],
				base64Lines('<p>см. файл</p>'),
			),
		);
		const uids = await deliver(
			eml({
				subject: '=?utf-8?Q?Gro=C3=9F?=',
				...multipart(
					'mixed',
					'b',
					filePart('data.bin', 'application/octet-stream', file),
					part(alternative.headers, alternative.body),
					part(['Content-Type: text/plain'], ''),
				),
			}),
		);
		const before = on.connection.stats().received;
		const [message] = await fetchMessages(on.connection, uids);
		expect(on.connection.stats().received - before).toBeLessThan(1.2 * MAX_WHOLE_FETCH);
		expect(message).toMatchObject({
			subject: 'Groß',
			from: [{ address: 'bob@example.test' }],
			text: expect.stringMatching(/^see file\s*$/),
			html: '<p>см. файл</p>',
			truncated: [],
			attachments: [{ id: '1', fileName: 'data.bin', mimeType: 'application/octet-stream' }],
		});
		if (!message) throw new Error('unreachable');
		const size = message.attachments[0]?.size ?? 0;
		expect(Math.abs(size - file.length)).toBeLessThan(file.length / 100);
		expect((await download(message, 0)).equals(file)).toBe(true);
	});

	it('knows a report with a large original by its own Content-Type', async () => {
		const report = multipart(
			'report; report-type=delivery-status',
			'b',
			part(['Content-Type: text/plain'], 'It could not be delivered.'),
			part(['Content-Type: message/delivery-status'], 'Reporting-MTA: dns; mx.example.test'),
			filePart('original.bin', 'application/octet-stream', randomBytes(400_000)),
		);
		expect(await fetchOnly(eml(report))).toMatchObject({ kind: 'bounce' });
	});

	it('gives verdicts of trusted servers and all headers to who asks for them', async () => {
		const headers = [
			'Authentication-Results: mx.example.test; dkim=pass header.d=example.test',
			'Received: from a.test (a.test [192.0.2.1]) by mx.example.test',
		];
		const uids = await deliver([...headers, eml()].join('\r\n'));
		const trustedServers = trustedServersOf(accountFor(on.server));
		const [message] = await fetchMessages(on.connection, uids, { trustedServers, headers: true });
		expect(message).toMatchObject({
			authentication: { spf: null, dkim: 'pass', dmarc: null, server: 'mx.example.test' },
			headers: { 'authentication-results': [headers[0]?.replace(/^[^:]*: /, '')] },
		});
	});

	const line = `${'x'.repeat(70)}\r\n`;

	const textPart = (lines: number) => part(['Content-Type: text/plain'], line.repeat(lines));
	const groups = Array.from({ length: 6 }, (_, index) => {
		const parts = Array.from({ length: 5 }, () => textPart(130));
		const { headers, body } = multipart('mixed', `group-${index}`, ...parts);
		return part(headers, body);
	});

	it.each([
		['one part', { body: line.repeat(15_000) }],
		['a part of its own', multipart('mixed', 'b', textPart(20_000))],
		['many parts', multipart('mixed', 'b', ...groups)],
	])('says that it left out text of more than is read, in %s', async (_what, large) => {
		const message = await fetchOnly(eml(large));
		expect(message.text.length).toBeGreaterThan(100_000);
		expect(message.text.length).toBeLessThanOrEqual(MAX_TEXT_LENGTH);
		expect(message.truncated).toEqual(['text']);
	});

	it('lists as many attachments as are allowed, and says so', async () => {
		const files = Array.from({ length: MAX_ATTACHMENTS + 1 }, () =>
			part(['Content-Type: x/y'], ''),
		);
		const message = await fetchOnly(eml(multipart('mixed', 'b', ...files)));
		expect(message.attachments).toHaveLength(MAX_ATTACHMENTS);
		expect(message.truncated).toEqual(['attachments']);
	});

	it('does not call text left out where a large message is one file', async () => {
		const file = randomBytes(400_000);
		const message = await fetchOnly(
			eml({
				headers: [
					'MIME-Version: 1.0',
					'Content-Type: application/pdf; name="a.pdf"',
					'Content-Transfer-Encoding: base64',
				],
				body: base64Lines(file),
			}),
		);
		expect(message).toMatchObject({
			text: '',
			truncated: [],
			attachments: [{ fileName: 'a.pdf' }],
		});
		expect((await download(message, 0)).equals(file)).toBe(true);
	});

	it('reads the text of a large message behind a header of 300 KB', async () => {
		const many = Array.from({ length: 4_500 }, (_, index) => `X-Line-${index}: ${line.trim()}`);
		const { headers, body } = multipart(
			'mixed',
			'b',
			part(['Content-Type: text/plain'], 'the text'),
		);
		const message = await fetchOnly(eml({ headers: [...headers, ...many], body }));
		expect(message).toMatchObject({ subject: 'Hello', text: 'the text', truncated: [] });
	});

	it('reads a message without header or body', async () => {
		const message = await fetchOnly(Buffer.from('\r\n'));
		expect(message).toMatchObject({ subject: '', text: '', attachments: [], threadId: null });
	});

	it('has marked none of them as read', async () => {
		const stored = await on.server.messages(alice);
		expect(stored.length).toBeGreaterThan(30);
		expect(stored.filter(({ flags }) => flags.includes('\\Seen'))).toEqual([]);
	});
});
