import type { ILoadOptionsFunctions, INodeListSearchResult, INodeProperties } from 'n8n-workflow';
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
