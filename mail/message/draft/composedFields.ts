import { compose, messageBytes } from '../compose';
import { nameOf } from '../headerFields';
import { type Entity, readTree } from '../mimeTree';
import type { OutgoingMessage } from '../outgoing';

/** What of a message is composed to be put into another one. */
export type Piece = Partial<OutgoingMessage>;

const nobody = { name: '', address: 'unused@localhost' };

/**
 * Composes some pieces of a message as a new one would have them.
 *
 * @throws EnvelopeError INVALID_FIELD
 */
export async function composedTree(piece: Piece): Promise<Entity> {
	const { from = nobody, priority = 'normal', subject = '', date = new Date(0) } = piece;
	const { replyTo = [], to = [], cc = [], bcc = [], attachments = [], headers = [] } = piece;
	const { messageId = '<unused@localhost>', text, html } = piece;
	const who = { from, replyTo, to, cc, bcc };
	const message = { ...who, messageId, date, subject, priority, headers, text, html, attachments };
	return readTree(await messageBytes(compose(message, { keepBcc: true })));
}

/**
 * Header fields as they are in a new message.
 *
 * @param names of fields, in lower case; one that the piece has nothing for gets none
 * @throws EnvelopeError INVALID_FIELD
 */
export async function composedFields(
	piece: Piece,
	names: string[],
): Promise<Map<string, string[]>> {
	const { fields } = await composedTree(piece);
	return new Map(names.map((name) => [name, fields.filter((field) => nameOf(field) === name)]));
}
