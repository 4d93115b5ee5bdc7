import { MAX_PART_HEADER_BYTES, MAX_TEXT_PARTS } from '../message/limits';
import { readMime } from '../message/mime';
import type { Attachment } from '../message/model';
import { utf8Header } from '../message/utf8Header';
import type { Connection } from './connection';
import { fileNameIn } from './structure';
import { fetchOf } from './usable';

/** What stands for bytes that are no UTF-8, as which imapflow reads BODYSTRUCTURE. */
const lost = '\ufffd';

/**
 * Files with names as old programs write them: in a charset of their own, without RFC 2231. They are
 * read from the headers of the parts, in a round trip more where there are any.
 *
 * @returns undefined where the message is gone meanwhile
 */
export async function withRawNames(
	connection: Connection,
	uid: number,
	files: Attachment[],
): Promise<Attachment[] | undefined> {
	const broken = files.filter(({ fileName }) => fileName.includes(lost)).slice(0, MAX_TEXT_PARTS);
	if (broken.length === 0) return files;
	const bodyParts = broken.map(({ id }) => ({
		key: headerOf(id),
		start: 0,
		maxLength: MAX_PART_HEADER_BYTES,
	}));
	const [fetched] = await fetchOf(connection, [uid], { bodyParts });
	if (!fetched) return undefined;
	const headers = fetched.bodyParts ?? new Map<string, Buffer>();
	return Promise.all(
		files.map(async (file) => {
			const header = headers.get(headerOf(file.id));
			return header ? { ...file, fileName: (await nameIn(header)) || file.fileName } : file;
		}),
	);
}

function headerOf(part: string): string {
	return `${part}.mime`;
}

async function nameIn(header: Buffer): Promise<string> {
	const { root } = await readMime(utf8Header(header));
	return fileNameIn(root.node.filename || '');
}
