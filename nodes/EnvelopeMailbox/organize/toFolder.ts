import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { checked } from '../../shared/checked';
import { folderName } from '../../shared/folderName';
import { folderField } from '../../shared/folderPicker';

export const toFolderField: INodeProperties = {
	...folderField,
	displayName: 'To Folder',
	name: 'toFolder',
	default: { mode: 'list', value: '' },
	description:
		'The folder that the messages go to: one of the list, or by its name or its use, such as \\Archive',
};

const settings = z.object({ toFolder: folderName });

/** @throws EnvelopeError INVALID_FIELD */
export function readToFolder(context: IExecuteFunctions, itemIndex: number): string {
	const given = { toFolder: context.getNodeParameter('toFolder', itemIndex, '') };
	return checked(settings, given, { toFolder: 'To Folder' }).toFolder;
}
