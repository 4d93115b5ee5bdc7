import { EnvelopeError } from '../../mail/errors';
import type { FolderView } from '../../mail/imap/watch/folderView';
import type { ClosableReader } from '../../mail/imap/watch/watch';

/**
 * Keeps a folder from being read twice under two names, such as `\Archive` and its path: every batch
 * would run twice.
 *
 * @returns makes of the reader for a name one that fails where another name is the same folder
 */
export function eachFolderOnce(): (name: string, reader: ClosableReader) => ClosableReader {
	/** By the name under which a folder was opened last. */
	const paths = new Map<string, string>();
	return (name, reader) => ({
		opened: async (view: FolderView) => {
			const { path } = view.folder;
			const [first] = [...paths].find(([other, its]) => other !== name && its === path) ?? [];
			if (first !== undefined) throw sameFolder([first, name], path);
			paths.set(name, path);
			await reader.opened(view);
		},
		read: (view: FolderView) => reader.read(view),
		close: () => reader.close(),
	});
}

function sameFolder(names: string[], path: string): EnvelopeError {
	// Which of them was opened first is chance.
	const what = `The folders ${names.sort().join(' and ')} are both the folder "${path}"`;
	return new EnvelopeError('INVALID_FIELD', what, {
		phase: 'folder',
		remedy: 'Leave one of them out.',
	});
}
