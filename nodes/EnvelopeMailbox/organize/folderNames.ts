import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { checked } from '../../shared/checked';
import { folderName } from '../../shared/folderName';
import { folderField } from '../../shared/folderPicker';

/** The folder that an operation of folders is about. */
export function folderFieldOf(operation: string, description: string): INodeProperties {
	return {
		...folderField,
		default: { mode: 'list', value: '' },
		description,
		displayOptions: { show: { resource: ['folder'], operation: [operation] } },
	};
}

/** @throws EnvelopeError INVALID_FIELD */
export function readFolder(context: IExecuteFunctions, itemIndex: number): string {
	const given = { folder: context.getNodeParameter('folder', itemIndex, '') };
	return checked(z.object({ folder: folderName }), given, { folder: 'Folder' }).folder;
}

/** The text of a field that names a folder which is not there yet. @throws EnvelopeError INVALID_FIELD */
export function readName(
	context: IExecuteFunctions,
	itemIndex: number,
	{ name, displayName }: INodeProperties,
): string {
	const given = { name: context.getNodeParameter(name, itemIndex, '') };
	return checked(z.object({ name: folderName }), given, { name: displayName }).name;
}
