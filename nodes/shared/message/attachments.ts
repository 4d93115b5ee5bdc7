import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { EnvelopeError } from '../../../mail/errors';
import { contentIdsIn } from '../../../mail/message/contentIds';
import { jsonIn } from '../../../mail/message/jsonIn';
import type { OutgoingAttachment } from '../../../mail/message/outgoing';
import { binaryField, contentOf } from '../binaryField';
import { checked } from '../checked';

const fieldNames = z
	.preprocess(
		(value) => (typeof value === 'string' ? (jsonIn(value) ?? value) : (value ?? '')),
		z.union([z.string(), z.array(z.string())], {
			error: 'Attachments takes the names of binary fields, such as data',
		}),
	)
	.transform((value) => [value].flat().flatMap((names) => names.split(',')))
	.transform((names) => names.map((name) => name.trim()).filter((name) => name !== ''));

/** What is the same in a `cid:` URL and as a Content-ID, in every mail program. */
const plainName = /^[\w.+-]+$/;

/**
 * The files of an item as attachments: those that are wanted, and those that the HTML refers to as
 * `cid:<field name>`, which become inline images. Nothing is read yet; from n8n's file store it is
 * streamed when it is sent.
 *
 * @param wanted names of binary fields: comma text, a list or its JSON text; `*` means all
 * @throws EnvelopeError ATTACHMENT_MISSING, INVALID_FIELD
 */
export function attachmentsOf(
	context: IExecuteFunctions,
	itemIndex: number,
	wanted: unknown,
	html = '',
): OutgoingAttachment[] {
	const present = Object.keys(context.getInputData()[itemIndex]?.binary ?? {});
	const names = checked(fieldNames, wanted);
	const shown = new Set([...contentIdsIn(html)].filter((id) => present.includes(id)));
	const all = new Set([...(names.includes('*') ? present : names), ...shown]);
	return [...all].map((name) => {
		const file = binaryField(context, itemIndex, name);
		if (shown.has(name) && !plainName.test(name)) throw notPlain(name);
		return {
			fileName: file.fileName ?? `${name}.${file.fileExtension ?? 'bin'}`,
			mimeType: file.mimeType,
			contentId: shown.has(name) ? name : undefined,
			content: contentOf(context, file),
		};
	});
}

function notPlain(name: string): EnvelopeError {
	const what = `The HTML shows the binary field "${name}", whose name not every mail program can find`;
	const remedy = 'Rename the field: use letters of A to Z, digits, ".", "_", "+" and "-".';
	return new EnvelopeError('INVALID_FIELD', what, { phase: 'compose', remedy });
}
