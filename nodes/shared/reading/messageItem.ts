import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { Message } from '../../../mail/message/model';
import { type HasNode, isTool } from '../nodeOf';
import type { OutputSettings } from './output';
import { type OpenPieces, attachmentFiles, wholeMessage } from './files';
import { formOf } from './form';
import { type FileContext, keepFiles, type Keeping } from './keepFiles';

/**
 * A message as an n8n item: in the form that is wanted, with the files that are wanted as binary
 * fields. A file that cannot be had is named in `attachmentErrors`, and the message runs all the
 * same.
 *
 * @param open gives the bytes of the message's pieces
 * @param keeping whether a file that might be had later, or is gone, is named in `attachmentErrors`, too
 * @throws EnvelopeError, transient, where the item may be had whole later; MESSAGE_NOT_FOUND
 */
export async function messageItem(
	context: FileContext & HasNode,
	message: Message,
	output: OutputSettings,
	open: OpenPieces,
	keeping: Keeping = {},
): Promise<INodeExecutionData> {
	const form = formOf(message, output);
	const json = isTool(context) ? withoutRepetition(form) : form;
	const files = [
		...(output.form === 'raw' ? [wholeMessage(message, open)] : []),
		...(output.files ? attachmentFiles(message.attachments, output.files, open) : []),
	];
	if (files.length === 0) return { json };
	const { binary, problems } = await keepFiles(context, files, keeping);
	return { json: problems.length > 0 ? { ...json, attachmentErrors: problems } : json, binary };
}

/** A model need not read twice what quotes nothing: the reply is the text then. */
function withoutRepetition({ reply, ...json }: IDataObject): IDataObject {
	const trimmed = (text: unknown) => (typeof text === 'string' ? text.trim() : undefined);
	return trimmed(reply) === trimmed(json.text) ? json : { ...json, reply };
}
