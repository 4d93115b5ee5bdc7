import type {
	ILoadOptionsFunctions,
	INodeListSearchResult,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';
import { asWords } from '../../mail/errors';
import type { Connection } from '../../mail/imap/connection';
import { type Folder, hasLabels, listFolders } from '../../mail/imap/folders';
import { withConnectionAgain } from '../../mail/imap/pool';
import { ALL_FOLDERS } from '../../mail/mailbox/search/folders';
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
			hint: 'The full name, with the folders above it; or \\Archive, \\Sent, \\Junk and the like for the folder of that use, whatever its name',
		},
	],
};

/** The same where all folders at once are a choice, too. */
export const foldersField: INodeProperties = {
	...folderField,
	description: 'The folder to look into, or all of them',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a folder…',
			typeOptions: { searchListMethod: 'searchFoldersOrAll', searchable: true },
		},
		{
			displayName: 'By Name',
			name: 'name',
			type: 'string',
			placeholder: 'e.g. INBOX/Orders',
			hint: 'The full name, with the folders above it; \\Archive, \\Sent, \\Junk and the like for the folder of that use, whatever its name; or * for all folders',
		},
	],
};

const everyFolder: Choice = {
	name: 'All Folders (But Junk, Trash and Drafts)',
	value: ALL_FOLDERS,
};

/** The choices of the field above. */
export async function searchFoldersOrAll(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const [inbox, ...others] = await choicesOf(this);
	return { results: named([...(inbox ? [inbox] : []), everyFolder, ...others], filter) };
}

/** The folders that the account's server has, for the list of one. */
export async function searchFolders(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	return { results: named(await choicesOf(this), filter) };
}

function named(choices: Choice[], filter: string): Choice[] {
	const wanted = filter.toLowerCase();
	return choices.filter(({ name }) => name.toLowerCase().includes(wanted));
}

/** The same for a field in which several are chosen. */
export async function getFolders(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return choicesOf(this);
}

interface Choice {
	name: string;
	value: string;
}

async function choicesOf(context: ILoadOptionsFunctions): Promise<Choice[]> {
	try {
		return await withConnectionAgain(await accountOf(context), 'folder', choices);
	} catch (error) {
		throw nodeError(context.getNode(), error);
	}
}

/** The inbox, then what folders are for, which is the same in every mailbox, then each by its path. */
async function choices(connection: Connection): Promise<Choice[]> {
	const folders = await listFolders(connection);
	const paths = folders.map((folder) => byPath(folder, hasLabels(connection)));
	return [...paths.slice(0, 1), ...folders.flatMap(byUse), ...paths.slice(1)];
}

/** What each special use is called. */
const useNames: Record<string, string> = {
	'\\Sent': 'Sent',
	'\\Archive': 'Archive',
	'\\All': 'All Mail',
	'\\Drafts': 'Drafts',
	'\\Junk': 'Junk',
	'\\Trash': 'Trash',
	'\\Flagged': 'Flagged',
	'\\Important': 'Important',
};

function byUse({ path, specialUse = '' }: Folder): Choice[] {
	const use = useNames[specialUse];
	if (use === undefined) return [];
	return [{ name: `${use}, Whatever Its Name (Here "${asWords(path)}")`, value: specialUse }];
}

function byPath({ path, specialUse }: Folder, labels: boolean): Choice {
	const isLabel = labels && specialUse === undefined;
	const name = asWords(path);
	return { name: isLabel ? `${name} (Label)` : name, value: path };
}
