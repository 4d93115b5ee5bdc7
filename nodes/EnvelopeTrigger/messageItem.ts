import type { IBinaryKeyData, INodeExecutionData, ITriggerFunctions } from 'n8n-workflow';
import { EnvelopeError, toEnvelopeError } from '../../mail/errors';
import type { Download } from '../../mail/imap/session';
import type { Attachment, Message } from '../../mail/message/model';

/**
 * A message as an n8n item, with its attachments as binary fields where they are wanted. An
 * attachment that cannot be had is named in `attachmentErrors`, and the message runs all the same.
 *
 * @param maxBytes of one attachment; undefined for no binary at all
 * @throws EnvelopeError where the connection was lost meanwhile: the message comes again
 */
export async function messageItem(
	context: ITriggerFunctions,
	message: Message,
	download: Download,
	maxBytes: number | undefined,
): Promise<INodeExecutionData> {
	if (maxBytes === undefined) return { json: { ...message } };
	const binary: IBinaryKeyData = {};
	const attachmentErrors: string[] = [];
	for (const [index, attachment] of message.attachments.entries()) {
		try {
			binary[`attachment_${index}`] = await file(context, attachment, download, maxBytes);
		} catch (error) {
			const failure = toEnvelopeError(error, 'fetch');
			if (failure.transient) throw failure;
			attachmentErrors.push(failure.message);
		}
	}
	const json = attachmentErrors.length > 0 ? { ...message, attachmentErrors } : { ...message };
	return { json, binary };
}

async function file(
	context: ITriggerFunctions,
	attachment: Attachment,
	download: Download,
	maxBytes: number,
) {
	const { fileName, mimeType, size } = attachment;
	if (size > maxBytes) {
		throw new EnvelopeError(
			'CONTENT_TOO_LARGE',
			`The attachment ${fileName} has ${size} bytes, more than the ${maxBytes} that are allowed`,
			{ phase: 'fetch', remedy: 'Raise "Largest Attachment" under Options.' },
		);
	}
	const content = await download(attachment, maxBytes);
	return context.helpers.prepareBinaryData(content, fileName, mimeType);
}
