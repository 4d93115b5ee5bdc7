import { Readable } from 'node:stream';
import { EnvelopeError } from '../../errors';
import type { ComposedMessage } from '../compose';
import { headerText } from '../headerText';
import { MAX_REDIRECTED_HEADER_BYTES } from '../limits';

/** Who resends a message to whom (RFC 5322 §3.6.6); the addresses as they come from address.ts. */
export interface Resending {
	from: string;
	to: string[];
	date: Date;
	/** Resent-Message-ID, with angle brackets. */
	id: string;
}

/**
 * A message that is sent on as it is: the fields of the resending stand above its own, of which
 * and of its body no byte changes, so that its DKIM signatures hold. What is left out was not
 * meant for the new recipients: Return-Path, which the last server writes (RFC 5321 §4.4), and Bcc.
 *
 * @param original its Message-ID, and how it is read
 */
export function redirected(
	original: { messageId: string | null; open: () => Promise<Readable> },
	resending: Resending,
): ComposedMessage {
	const header = Buffer.from(resentHeader(resending));
	return {
		messageId: original.messageId ?? resending.id,
		resentId: resending.id,
		eightBit: true,
		stream: () => Readable.from(resent(header, original.open), { objectMode: false }),
	};
}

function resentHeader({ from, to, date, id }: Resending): string {
	const fields: [string, string][] = [
		['Resent-Date', date.toUTCString().replace('GMT', '+0000')],
		['Resent-From', headerText('Resent-From', from)],
		['Resent-To', to.map((address) => headerText('Resent-To', address)).join(',\r\n\t')],
		['Resent-Message-ID', headerText('Resent-Message-ID', id)],
	];
	return fields.map(([name, value]) => `${name}: ${value}\r\n`).join('');
}

async function* resent(header: Buffer, open: () => Promise<Readable>): AsyncGenerator<Buffer> {
	yield header;
	yield* withoutFields(wholeLines(await open()));
}

/**
 * RFC 5322 §2.3: CR and LF only occur together. What follows a bare one could be a message of its
 * own for some server on the way (SMTP smuggling).
 */
async function* wholeLines(bytes: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
	let held = '';
	for await (const piece of bytes) {
		if (!Buffer.isBuffer(piece)) throw new TypeError('The message is not made of bytes');
		const text = held + piece.toString('latin1');
		held = text.endsWith('\r') ? '\r' : '';
		const whole = text.slice(0, text.length - held.length).replace(/\r\n?|\n/g, '\r\n');
		yield Buffer.from(whole, 'latin1');
	}
	if (held !== '') yield Buffer.from('\r\n');
}

/** Fields that are not for the new recipients, with their folded lines. */
const notPassedOn = /^(?:return-path|(?:resent-)?bcc):.*\r\n(?:[ \t].*\r\n)*/gim;

async function* withoutFields(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
	let header: string | undefined = '';
	for await (const piece of pieces) {
		if (header === undefined) {
			yield piece;
			continue;
		}
		header += piece.toString('latin1');
		const end = header.startsWith('\r\n') ? 0 : header.indexOf('\r\n\r\n') + 2;
		if (end === 1) {
			if (header.length > MAX_REDIRECTED_HEADER_BYTES) throw endless();
			continue;
		}
		const fields = header.slice(0, end).replace(notPassedOn, '');
		yield Buffer.from(fields + header.slice(end), 'latin1');
		header = undefined;
	}
	if (header !== undefined) yield Buffer.from(header.replace(notPassedOn, ''), 'latin1');
}

function endless(): EnvelopeError {
	return new EnvelopeError(
		'CONTENT_TOO_LARGE',
		`The header of the original has more than ${MAX_REDIRECTED_HEADER_BYTES} bytes`,
		{ phase: 'compose', remedy: 'Forward it as an attachment instead.' },
	);
}
