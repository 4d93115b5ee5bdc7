import type {
	ILoadOptionsFunctions,
	INodeListSearchResult,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';
import { z } from 'zod';
import { listFolders } from '../../mail/imap/folders';
import { withConnection } from '../../mail/imap/pool';
import { accountOf } from './account/account';
import { nodeError } from './nodeError';

/** A folder of the mailbox, from the server's list or by its name. */
export const folderField: INodeProperties = {
	displayName: 'Folder',
	name: 'folder',
	type: 'resourceLocator',
	default: { mode: 'list', value: 'INBOX', cachedResultName: 'INBOX' },
	required: true,
	description: 'The folder of the mailbox',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a folder…',
			typeOptions: { searchListMethod: 'searchFolders', searchable: true },
		},
		{
			displayName: 'By Name',
			name: 'name',
			type: 'string',
			placeholder: 'e.g. INBOX/Orders',
			hint: 'The full name, with the folders above it',
		},
	],
};

/** The full name of a folder; no command can hold one with control characters. */
export const folderPath = z
	.string('must be the name of a folder')
	.trim()
	.regex(/^\P{Cc}+$/u, 'must be the name of a folder');

/** The value of the field above: n8n's object for the choice, or what an expression gives. */
export const folderName = z.preprocess(
	(value) =>
		typeof value === 'object' && value !== null && 'value' in value ? value.value : value,
	folderPath,
);

/** The folders that the account's server has, for the list above. */
export async function searchFolders(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	try {
		const account = await accountOf(this);
		const folders = await withConnection(account, 'folder', listFolders);
		return {
			results: folders
				.map(({ path }) => ({ name: path, value: path }))
				.filter(({ name }) => name.toLowerCase().includes(filter.toLowerCase())),
		};
	} catch (error) {
		throw nodeError(this.getNode(), error);
	}
}

/** The same, for a field that takes several. */
export async function getFolders(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const { results } = await searchFolders.call(this);
	return results.map(({ name, value }) => ({ name, value }));
}
