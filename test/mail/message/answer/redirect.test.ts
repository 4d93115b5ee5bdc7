import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { EnvelopeError } from '../../../../mail/errors';
import { redirected } from '../../../../mail/message/answer/redirect';

const resending = {
	from: 'alice@example.test',
	to: ['carol@x.test', 'dave@x.test'],
	date: new Date('2026-11-20T12:00:00Z'),
	id: '<resent@example.test>',
};

const prefix = [
	'Resent-Date: Fri, 20 Nov 2026 12:00:00 +0000',
	'Resent-From: alice@example.test',
	'Resent-To: carol@x.test,',
	'\tdave@x.test',
	'Resent-Message-ID: <resent@example.test>',
	'',
].join('\r\n');

/** The redirected message, without the fields of the resending, which have to be there. */
async function rest(original: string, size = 100_000): Promise<string> {
	const bytes = Buffer.from(original, 'latin1');
	function* pieces() {
		for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
	}
	const open = async () => Readable.from(pieces(), { objectMode: false });
	const composed = redirected({ messageId: '<a@x.test>', open }, resending);
	const text = (await buffer(composed.stream())).toString('latin1');
	expect(text.slice(0, prefix.length)).toBe(prefix);
	return text.slice(prefix.length);
}

const whole = [
	'Received: from x by y;\r\n\tFri, 20 Nov 2026 10:00:00 +0000',
	'DKIM-Signature: v=1; a=rsa-sha256; c=simple/simple; d=x.test;\r\n  bh=abc=;\r\n  b=def=',
	'From: B\xf6b <bob@x.test>',
	'SUBJECT:  odd   spaces \t',
	'Message-ID: <a@x.test>',
	'',
	'Hi \xe4\xf6\xfc \r\n..dots\r\n.\r\n',
	'Return-Path: <in the body>',
	'Bcc: in the body',
	'no end of line',
].join('\r\n');

describe('a redirected message', () => {
	it.each([1, 2, 3, 100_000])('stays as it is, byte for byte, in pieces of %i', async (size) => {
		expect(await rest(whole, size)).toBe(whole);
	});

	it('keeps the hash of its body, which a DKIM signature holds (RFC 6376 §3.7)', async () => {
		const bodyHash = (text: string) =>
			createHash('sha256')
				.update(text.slice(text.indexOf('\r\n\r\n') + 4), 'latin1')
				.digest('base64');
		expect(bodyHash(await rest(whole))).toBe(bodyHash(whole));
	});

	it('is read anew for each attempt, and named by both IDs', async () => {
		const open = async () => Readable.from([Buffer.from('a: b\r\n\r\n')]);
		const composed = redirected({ messageId: '<a@x.test>', open }, resending);
		expect(await buffer(composed.stream())).toEqual(await buffer(composed.stream()));
		expect(composed).toMatchObject({ messageId: '<a@x.test>', resentId: resending.id });
		expect(redirected({ messageId: null, open }, resending).messageId).toBe(resending.id);
	});

	it.each([1, 3, 100_000])('loses Return-Path and Bcc, in pieces of %i', async (size) => {
		const header =
			'Return-Path: <bounce@x.test>\r\nA: b\r\nbcc: secret@x.test,\r\n\tother@x.test\r\nC: d\r\n';
		const body = '\r\nReturn-Path: <x>\r\n\r\nBcc: y\r\n';
		expect(await rest(header + body, size)).toBe(`A: b\r\nC: d\r\n${body}`);
	});

	it('may have no header or no body', async () => {
		expect(await rest('\r\nReturn-Path: x\r\n')).toBe('\r\nReturn-Path: x\r\n');
		expect(await rest('A: b\r\nReturn-Path: x\r\n')).toBe('A: b\r\n');
		expect(await rest('')).toBe('');
	});

	it.each([1, 2, 3, 100_000])('has no bare CR or LF, in pieces of %i', async (size) => {
		const text = await rest('A: b\nC: d\r\r\nx\r.\r\ny\n.\nMAIL FROM:<z>\r', size);
		expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
		expect(text).toBe('A: b\r\nC: d\r\n\r\nx\r\n.\r\ny\r\n.\r\nMAIL FROM:<z>\r\n');
	});

	it('is refused where its header has no end', async () => {
		await expect(rest(`A: ${'b'.repeat(3 * 1024 * 1024)}`)).rejects.toThrow(/CONTENT_TOO_LARGE/);
	});

	it('fails with what its source fails with', async () => {
		const lost = new EnvelopeError('CONNECTION_LOST', 'Lost', { phase: 'fetch' });
		const open = async () => new Readable({ read: () => {} }).destroy(lost);
		const { stream } = redirected({ messageId: null, open }, resending);
		await expect(buffer(stream())).rejects.toBe(lost);
	});

	it('lets go of its source where it is not read to the end', async () => {
		const source = Readable.from(
			(function* () {
				for (;;) yield Buffer.alloc(10_000, 'a: b\r\n');
			})(),
		);
		const closed = new Promise((resolve) => source.once('close', resolve));
		const { stream } = redirected({ messageId: null, open: async () => source }, resending);
		const out = stream();
		for await (const piece of out) {
			expect(piece).toBeDefined();
			break;
		}
		await closed;
		expect(source.destroyed).toBe(true);
	});

	it.each(['a@x.test\r\nBcc: evil@x.test', 'a@x.test\u2028'])('takes no line break in %j', (to) => {
		const open = async () => Readable.from([]);
		expect(() => redirected({ messageId: null, open }, { ...resending, to: [to] })).toThrow(
			/line break or control/,
		);
	});
});
