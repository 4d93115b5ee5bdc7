import { Readable } from 'node:stream';
import type { ComposedMessage } from '../compose';
import { headerText } from '../headerText';
import { withHeader } from '../withHeader';

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
	yield* withHeader(open, (fields) => fields.replace(notPassedOn, ''));
}

/** Fields that are not for the new recipients, with their folded lines. */
const notPassedOn = /^(?:return-path|(?:resent-)?bcc):.*\r\n(?:[ \t].*\r\n)*/gim;
