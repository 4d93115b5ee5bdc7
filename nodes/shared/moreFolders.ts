import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { folderPath } from './folderName';
import { listOf } from './given';

/** An option with which several folders can be named. @param what they are for */
export function moreFoldersField(what: string): INodeProperties {
	return {
		// A folder has no ID besides its name.
		// eslint-disable-next-line n8n-nodes-base/node-param-display-name-wrong-for-dynamic-multi-options -- as above
		displayName: 'More Folders',
		name: 'moreFolders',
		type: 'multiOptions',
		typeOptions: { loadOptionsMethod: 'getFolders' },
		default: [],
		description: `${what}. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.`,
	};
}

/** What the option may hold. */
export const moreFoldersShape = listOf(/[,\n]/).pipe(z.array(folderPath));
