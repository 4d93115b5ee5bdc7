import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import * as quotedPrintable from 'nodemailer/lib/qp';
import { decoded } from '../../../mail/message/transferEncoding';

/** The text in pieces of every small size, so that each break falls everywhere. */
async function inPieces(text: string, encoding: string | undefined, size: number) {
	const bytes = Buffer.from(text, 'latin1');
	async function* pieces() {
		for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
	}
	return buffer(Readable.from(decoded(pieces(), encoding)));
}

const wrapped = (base64: string) => base64.replace(/.{76}/g, '$&\r\n');

describe.each([1, 2, 3, 5, 7, 64, 100_000])('what comes in pieces of %i bytes', (size) => {
	const file = randomBytes(1_000);

	it.each(['base64', ' BASE64 '])('is decoded from %j', async (encoding) => {
		expect(await inPieces(wrapped(file.toString('base64')), encoding, size)).toEqual(file);
	});

	it('is decoded from quoted-printable', async () => {
		const text = quotedPrintable.wrap(quotedPrintable.encode(file));
		expect(await inPieces(text, 'Quoted-Printable', size)).toEqual(file);
	});

	it.each(['7bit', '8bit', 'binary', 'x-unknown', undefined])(
		'stays as it is in %s',
		async (how) => {
			expect(await inPieces(file.toString('latin1'), how, size)).toEqual(file);
		},
	);

	it('is decoded from base64 that was padded line by line', async () => {
		expect(String(await inPieces('QQ==\r\nQkM=\r\nREVG\r\nRw', 'base64', size))).toBe('ABCDEFG');
	});

	it.each([
		['a=3D=\r\nb', 'a=b'],
		['a= \t\r\nb=\nc', 'abc'],
		['1 = 2, =ZZ and =4', '1 = 2, =ZZ and =4'],
		['=e2=82=ac', '\u00e2\u0082\u00ac'],
		['end=', 'end='],
	])('is read from quoted-printable that is not quite right: %j', async (text, expected) => {
		expect((await inPieces(text, 'quoted-printable', size)).toString('latin1')).toBe(expected);
	});
});

it('holds no more than an escape of quoted-printable without line breaks', async () => {
	const text = `${' '.repeat(300_000)}${'=41'.repeat(100_000)}${'='.repeat(300_000)}`;
	expect(await inPieces(text, 'quoted-printable', 64 * 1024)).toHaveLength(700_000);
});
