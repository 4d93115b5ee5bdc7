import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { readMessage } from '../../../../mail/mailbox/read/readMessage';
import { accountOf } from '../../../shared/account/account';
import { readFieldName } from '../../../shared/binaryField';
import type { NodeItem } from '../../../shared/items';
import { messageField, readReference } from '../../../shared/message/messageLocator';
import type { Operation } from '../../../shared/operations';
import { wholeMessage } from '../../../shared/reading/files';
import { formOf } from '../../../shared/reading/form';
import { keepFile } from '../../../shared/reading/keepFiles';
import { openPieces } from '../../../shared/reading/openPieces';

const show = { resource: ['message'], operation: ['export'] };

const fields: INodeProperties[] = [
	messageField(show, 'export'),
	{
		displayName: 'Put Output File in Field',
		name: 'binaryPropertyName',
		type: 'string',
		default: 'data',
		required: true,
		hint: 'The name of the output binary field to put the .eml file in',
		displayOptions: { show },
	},
];

export const exportMessage: Operation = {
	option: {
		name: 'Export',
		value: 'export',
		description: 'Get a message byte for byte as an .eml file, with all its files in it',
		action: 'Export a message',
	},
	fields,
	run,
};

/** Streams the bytes of a message into a binary field. @throws EnvelopeError */
async function run(context: IExecuteFunctions, itemIndex: number): Promise<NodeItem> {
	const account = await accountOf(context, itemIndex);
	const reference = readReference(context, itemIndex);
	const field = readFieldName(context, itemIndex, 'Put Output File in Field');
	const message = await readMessage(account, reference);
	const file = wholeMessage(message, openPieces(account, message));
	const json = formOf(message, { form: 'raw', maxTextLength: 1 });
	return {
		json: { ...json, field, fileName: file.fileName },
		binary: { [field]: await keepFile(context, file) },
	};
}
