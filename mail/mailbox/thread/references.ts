import type { Connection } from '../../imap/connection';
import type { Folder } from '../../imap/folders';
import { assertUsable } from '../../imap/usable';
import type { Found } from './found';
import { type Member, membersAt, type OpenFolder } from './member';
import { open } from './places';

/** Of Message-IDs in one search: 8,000 characters are what servers take (RFC 2683 §3.2.1.5). */
const MAX_SEARCH_LENGTH = 7_000;
const MAX_IDS_AT_ONCE = 20;

/** What stands around an ID in a search, three times: the names of the fields. */
const AROUND_IDS = 100;

/** Times that the folders are searched again for what was found in another one. */
const MAX_ROUNDS = 5;

/** Messages that one search may bring. */
const MAX_FOUND = 500;

const fields = ['message-id', 'references', 'in-reply-to'];

/**
 * Follows References and In-Reply-To (RFC 5322 §3.6.4) in both directions through the folders, until
 * nothing new is found.
 *
 * @param found the beginning; what is found is added
 * @param accept called with each message that is found, before it is added
 * @returns folders that the server does not open or search
 * @throws whatever the connection throws
 */
export async function followReferences(
	connection: Connection,
	folders: Folder[],
	found: Found,
	accept: (member: Member) => Member = (member) => member,
): Promise<Set<string>> {
	const searched = new Map<string, Set<string>>(folders.map(({ path }) => [path, new Set()]));
	const refused = new Set<string>();
	for (let round = 0; round < MAX_ROUNDS; round++) {
		let isNew = false;
		for (const folder of folders) {
			const asked = searched.get(folder.path);
			if (!asked || refused.has(folder.path) || unasked(found, asked).length === 0) continue;
			isNew = true;
			const opened = await open(connection, folder);
			if (!opened || !(await searchIn(connection, opened, found, asked, accept))) {
				refused.add(folder.path);
			}
		}
		if (!isNew) return refused;
	}
	found.isCut ||= folders.some(({ path }) => {
		const asked = searched.get(path);
		return asked !== undefined && !refused.has(path) && unasked(found, asked).length > 0;
	});
	return refused;
}

/** @returns false where the server will not search */
async function searchIn(
	connection: Connection,
	folder: OpenFolder,
	found: Found,
	asked: Set<string>,
	accept: (member: Member) => Member,
): Promise<boolean> {
	// Each of these may bring up others in the same folder.
	for (let ids = next(found, asked); ids.length > 0; ids = next(found, asked)) {
		ids.forEach((id) => asked.add(id));
		const searches = ids.flatMap((id) => fields.map((name) => ({ header: { [name]: id } })));
		const uids = await connection.search({ or: searches }, { uid: true });
		assertUsable(connection);
		if (!Array.isArray(uids)) return false;
		const place = { uidValidity: folder.uidValidity, folder: folder.path };
		const others = uids.filter((uid) => !found.has({ ...place, uid }));
		if (others.length > MAX_FOUND) found.isCut = true;
		for (const member of await membersAt(connection, folder, others.slice(-MAX_FOUND))) {
			if (found.isOne(member)) found.add(accept(member));
		}
	}
	return true;
}

function unasked(found: Found, asked: Set<string>): string[] {
	return [...found.ids].filter((id) => !asked.has(id));
}

/** As many as fit into a search. */
function next(found: Found, asked: Set<string>): string[] {
	let length = 0;
	return unasked(found, asked)
		.slice(0, MAX_IDS_AT_ONCE)
		.filter((id, index) => {
			length += fields.length * id.length + AROUND_IDS;
			return index === 0 || length <= MAX_SEARCH_LENGTH;
		});
}
