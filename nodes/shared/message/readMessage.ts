import type { IExecuteFunctions } from 'n8n-workflow';
import type { Account } from '../../../mail/account/settings';
import { parseAddresses } from '../../../mail/message/address';
import type { OutgoingContent, OutgoingMessage } from '../../../mail/message/outgoing';
import { attachmentsOf } from './attachments';
import { type MessageSettings, readSettings, readText } from './messageSettings';
import { readBody } from './readBody';
import { readInvitation } from './readInvitation';
import { type Fill, fillerOf } from './readTemplate';
import { senderOf } from './sender';

/**
 * What every message that is sent or drafted is made of, the sender's signature included; every
 * field may be an expression of its own.
 *
 * @throws EnvelopeError INVALID_FIELD, INVALID_ADDRESS, ATTACHMENT_MISSING, CONTENT_TOO_LARGE
 */
export function readContent(
	context: IExecuteFunctions,
	itemIndex: number,
	account: Account,
): OutgoingContent {
	const settings = readSettings(context, itemIndex);
	const fill = fillerOf(context, itemIndex, settings);
	return contentOf(context, itemIndex, account, settings, fill);
}

/**
 * The new message that the fields of an item describe, but for its Message-ID.
 *
 * @throws EnvelopeError INVALID_FIELD, INVALID_ADDRESS, ATTACHMENT_MISSING, CONTENT_TOO_LARGE
 */
export function readMessage(
	context: IExecuteFunctions,
	itemIndex: number,
	account: Account,
): Omit<OutgoingMessage, 'messageId'> {
	const settings = readSettings(context, itemIndex);
	const fill = fillerOf(context, itemIndex, settings);
	return {
		...contentOf(context, itemIndex, account, settings, fill),
		date: new Date(),
		to: parseAddresses('To', context.getNodeParameter('to', itemIndex, '')),
		subject: fill('subject', 'text', readText(context, itemIndex, 'subject')),
	};
}

function contentOf(
	context: IExecuteFunctions,
	itemIndex: number,
	account: Account,
	settings: MessageSettings,
	fill: Fill,
): OutgoingContent {
	const { text, html } = readBody(context, itemIndex, account, settings, fill);
	return {
		from: senderOf(account, settings),
		replyTo: parseAddresses('Reply To', settings.replyTo),
		cc: parseAddresses('CC', settings.cc),
		bcc: parseAddresses('BCC', settings.bcc),
		text,
		html,
		attachments: attachmentsOf(context, itemIndex, settings.attachments, html),
		headers: settings.headers.header,
		priority: settings.priority,
		invitation: readInvitation(context, settings),
		unsubscribe: settings.unsubscribeLink,
	};
}
