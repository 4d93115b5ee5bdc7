import type { IExecuteFunctions } from 'n8n-workflow';
import { EnvelopeError } from '../../mail/errors';
import type { OutgoingAttachment } from '../../mail/message/outgoing';

/** Measured: larger pieces gain nothing, smaller ones cost round trips to the store. */
const CHUNK_BYTES = 256 * 1024;

/**
 * The files of an item as attachments. A file that the HTML refers to as `cid:<field name>` becomes
 * an inline image. Nothing is read yet; from n8n's file store it is streamed when it is sent.
 *
 * @param wanted names of binary fields: comma text or a list; `*` means all
 * @throws EnvelopeError ATTACHMENT_MISSING
 */
export function attachmentsOf(
	context: IExecuteFunctions,
	itemIndex: number,
	wanted: unknown,
	html: string | undefined,
): OutgoingAttachment[] {
	const binary = context.getInputData()[itemIndex]?.binary ?? {};
	const names = fieldNames(wanted);
	const all = names.includes('*') ? Object.keys(binary) : names;
	return all.map((name) => {
		const file = binary[name];
		if (!file) throw missing(name, Object.keys(binary));
		const { id } = file;
		return {
			fileName: file.fileName ?? `${name}.${file.fileExtension ?? 'bin'}`,
			mimeType: file.mimeType,
			contentId: html?.includes(`cid:${name}`) ? name : undefined,
			content:
				id === undefined
					? Buffer.from(file.data, 'base64')
					: async () => context.helpers.getBinaryStream(id, CHUNK_BYTES),
		};
	});
}

function fieldNames(wanted: unknown): string[] {
	const list = Array.isArray(wanted) ? wanted : [wanted];
	return list
		.filter((entry) => typeof entry === 'string')
		.flatMap((entry) => entry.split(','))
		.map((name) => name.trim())
		.filter((name) => name !== '');
}

function missing(name: string, present: string[]): EnvelopeError {
	const what = `The item has no binary field "${name}" to attach`;
	const remedy =
		present.length > 0
			? `It has: ${present.join(', ')}.`
			: 'It has no binary fields at all: put a node before this one that reads the file.';
	return new EnvelopeError('ATTACHMENT_MISSING', what, { phase: 'compose', remedy });
}
