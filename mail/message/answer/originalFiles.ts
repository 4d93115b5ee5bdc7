import type { OutgoingFile } from '../outgoing';

/**
 * New Content-IDs for the files of a message that is quoted: a stranger's may clash with those of
 * our own files, or not fit into a header.
 *
 * @returns ours, by the original's
 */
export function newContentIds(files: OutgoingFile[]): Map<string, string> {
	const ids = new Set(files.flatMap(({ contentId }) => contentId ?? []));
	return new Map([...ids].map((id, index) => [id, `quoted-${index + 1}@envelope`]));
}

/**
 * The files of a message that is quoted, apart: the images that the quote shows, and all others.
 *
 * @param shown the original's Content-IDs that the quote refers to
 */
export function divided(
	files: OutgoingFile[],
	shown: ReadonlySet<string>,
	contentIds: ReadonlyMap<string, string>,
): { images: OutgoingFile[]; others: OutgoingFile[] } {
	const images: OutgoingFile[] = [];
	const others: OutgoingFile[] = [];
	const left = new Set(shown);
	for (const file of files) {
		// Of several with one ID mail programs show the first.
		const isShown = file.contentId !== undefined && left.delete(file.contentId);
		const contentId = isShown ? contentIds.get(file.contentId ?? '') : undefined;
		(isShown ? images : others).push({ ...file, contentId });
	}
	return { images, others };
}
