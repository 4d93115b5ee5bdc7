import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import type { Account } from '../../mail/account/settings';
import { EnvelopeError } from '../../mail/errors';
import { parseAddresses } from '../../mail/message/address';
import { contentIdsIn } from '../../mail/message/contentIds';
import type { DraftChanges } from '../../mail/message/draft/changed';
import type { Message } from '../../mail/message/model';
import { checked, labelsOf } from '../shared/checked';
import { listOf, text } from '../shared/given';
import { attachmentsOf } from '../shared/message/attachments';
import { draftOptions } from '../shared/message/messageFields';
import { type MessageSettings, readSettings } from '../shared/message/messageSettings';
import { readBody } from '../shared/message/readBody';
import { type Fill, fillerOf } from '../shared/message/readTemplate';
import { senderOf } from '../shared/message/sender';

const ofUpdate: INodeProperties[] = [
	{
		displayName: 'Remove Attachments',
		name: 'removeAttachments',
		type: 'string',
		default: '',
		placeholder: 'e.g. offer.pdf, 2',
		description:
			'Files to take out, by their names or the IDs that Get gives, separated by commas; * for all but the images that the text shows. They are taken out before new ones are added.',
	},
	{
		displayName: 'Subject',
		name: 'subject',
		type: 'string',
		default: '',
		placeholder: 'e.g. Your order 4711',
	},
	{
		displayName: 'To',
		name: 'to',
		type: 'string',
		default: '',
		placeholder: 'e.g. jane@example.com, john@example.com',
		description: 'Recipients, separated by commas, instead of those that there are',
	},
];

/** What of a draft can be changed besides its body. */
export const updateOptions: INodeProperties[] = [...draftOptions, ...ofUpdate];

const labels = labelsOf(updateOptions);

const given = z.looseObject({}, { error: 'Update Fields must be an object' });

const shape = z.object({
	removeAttachments: listOf(/[,\n]/),
	subject: text,
	to: z.unknown().optional(),
});

/** What an item wants to be changed. */
export interface WantedChanges {
	changesOf: (draft: Message) => DraftChanges;
	/** All that tells it from other changes. */
	said: unknown[];
}

/**
 * A model gives null for what it does not want to change.
 *
 * @throws EnvelopeError INVALID_FIELD, INVALID_ADDRESS, ATTACHMENT_MISSING, CONTENT_TOO_LARGE; so does
 * `changesOf`
 */
export function readChanges(
	context: IExecuteFunctions,
	itemIndex: number,
	account: Account,
): WantedChanges {
	const options = checked(given, context.getNodeParameter('options', itemIndex, {}));
	const isGiven = (name: string) => options[name] !== undefined && options[name] !== null;
	const settings = readSettings(context, itemIndex);
	const { removeAttachments, subject, to } = checked(shape, options, labels);
	const fill = fillerOf(context, itemIndex, settings);
	const body = bodyOf(context, itemIndex, account, settings, fill);
	const attachments = attachmentsOf(context, itemIndex, settings.attachments, body?.html);
	const ifGiven = <T>(name: string, read: () => T) => (isGiven(name) ? read() : undefined);
	const changes = {
		to: ifGiven('to', () => parseAddresses('To', to)),
		cc: ifGiven('cc', () => parseAddresses('CC', settings.cc)),
		bcc: ifGiven('bcc', () => parseAddresses('BCC', settings.bcc)),
		replyTo: ifGiven('replyTo', () => parseAddresses('Reply To', settings.replyTo)),
		subject: ifGiven('subject', () => fill('subject', 'text', subject)),
		priority: ifGiven('priority', () => settings.priority),
		headers: settings.headers.header,
		body,
		attachments,
	};
	const changesFrom = isGiven('fromAddress') || isGiven('fromName');
	return {
		changesOf: (draft) => ({
			...changes,
			from: changesFrom ? senderOf(account, authorOf(draft, settings)) : undefined,
			removed: removeAttachments.flatMap((name) => filesNamed(draft, name)),
		}),
		said: [
			{ ...changes, attachments: attachments.map(({ fileName }) => fileName) },
			settings,
			removeAttachments,
		],
	};
}

function bodyOf(
	context: IExecuteFunctions,
	itemIndex: number,
	account: Account,
	settings: MessageSettings,
	fill: Fill,
) {
	const format = context.getNodeParameter('bodyFormat', itemIndex, 'unchanged');
	const isUnchanged = format === 'unchanged' || format === null || format === '';
	return isUnchanged ? undefined : readBody(context, itemIndex, account, settings, fill);
}

/** The name stays where the address alone is new, and the other way round. */
function authorOf({ from: [author] }: Message, { fromAddress, fromName }: MessageSettings) {
	return {
		fromAddress: fromAddress || (author?.address ?? ''),
		fromName: fromName || (author?.name ?? ''),
	};
}

/** @returns the part numbers. @throws EnvelopeError ATTACHMENT_MISSING */
function filesNamed({ attachments, html }: Message, name: string): string[] {
	const shown = contentIdsIn(html ?? '');
	const found = attachments.filter(({ id, fileName, contentId }) =>
		name === '*' ? !shown.has(contentId ?? '') : id === name || fileName === name,
	);
	if (found.length > 0 || name === '*') return found.map(({ id }) => id);
	const named = attachments.slice(0, 10).map(({ id, fileName }) => `${fileName} (${id})`);
	throw new EnvelopeError(
		'ATTACHMENT_MISSING',
		`Remove Attachments names "${name}", and the draft has no such file`,
		{
			phase: 'compose',
			remedy: named.length > 0 ? `It has: ${named.join(', ')}.` : 'It has no files.',
		},
	);
}
