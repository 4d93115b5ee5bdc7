import { createHash } from 'node:crypto';
import type { IExecuteFunctions } from 'n8n-workflow';
import { newMessageId } from '../../../mail/message/messageId';
import type { OutgoingAttachment, OutgoingMessage } from '../../../mail/message/outgoing';
import { callOf, digestOf, instanceOf } from '../call';

/**
 * The Message-ID of the message that an item sends or drafts: the same again for the same call, so that a
 * repeat can be recognised, and another for every other one.
 *
 * @param key the user's, empty for none; of one, the address of the sender and this n8n, which nobody else
 * can name, it is made instead
 * @returns with angle brackets (RFC 5322 §3.6.4), in the sender's domain
 */
export function messageIdOf(
	context: IExecuteFunctions,
	itemIndex: number,
	message: Pick<OutgoingMessage, 'from' | 'to' | 'cc' | 'bcc'> & Partial<OutgoingMessage>,
	key = '',
): string {
	const { address } = message.from;
	const source =
		key === ''
			? callOf(context, itemIndex, said(message))
			: ['key', instanceOf(context), address, key];
	return newMessageId(address, digestOf(source));
}

function said({ to, cc, bcc, subject, text, html, ...rest }: Partial<OutgoingMessage>) {
	const { inReplyTo, attachments = [] } = rest;
	return [to, cc, bcc, subject, text, html, inReplyTo?.messageId, attachments.map(nameOf)];
}

/** Messages that are passed on whole may have the same subject, and so the same file name. */
function nameOf(file: OutgoingAttachment): string[] {
	const { fileName } = file;
	if (!('original' in file)) return [fileName];
	return [fileName, createHash('sha256').update(file.original).digest('hex')];
}
