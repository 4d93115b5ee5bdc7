import type { Connection } from '../../imap/connection';
import type { Folder } from '../../imap/folders';
import { assertUsable } from '../../imap/usable';
import { baseSubject, isAnswer } from '../../message/answer/subject';
import type { Found } from './found';
import { type Member, membersAt } from './member';
import { open } from './places';

const DAY_MS = 86_400_000;

/** Days before and after a message in which its conversation is looked for. */
const MAX_DAYS = 30;

/** Messages of one folder that are looked at; the newest. */
const MAX_FOUND = 100;

/** Characters of a subject below which it says nothing, and that are searched for. */
const MIN_SUBJECT = 3;
const MAX_SUBJECT = 200;

/**
 * The last resort, for a message that refers to none and that none refers to: adds messages of the
 * same subject and with a person in common, where one of the two says that it is an answer, so that
 * the issues of a newsletter are no conversation.
 *
 * @param own the account's addresses in lower case, which are in every message
 * @returns folders that the server does not search
 */
export async function guess(
	connection: Connection,
	folders: Folder[],
	start: Member,
	own: ReadonlySet<string>,
	found: Found,
): Promise<string[]> {
	const subject = baseSubject(start.subject);
	const people = new Set(start.participants.filter((address) => !own.has(address)));
	if (subject.length < MIN_SUBJECT || people.size === 0) return [];
	const refused: string[] = [];
	const around = {
		subject: subject.slice(0, MAX_SUBJECT),
		sentSince: new Date(start.time - MAX_DAYS * DAY_MS),
		sentBefore: new Date(start.time + MAX_DAYS * DAY_MS),
	};
	const isOne = (other: Member) =>
		baseSubject(other.subject) === subject &&
		(isAnswer(other.subject) || isAnswer(start.subject)) &&
		other.participants.some((address) => people.has(address));
	for (const folder of folders) {
		const opened = await open(connection, folder);
		if (!opened) continue;
		const uids = await connection.search(around, { uid: true });
		assertUsable(connection);
		if (!Array.isArray(uids)) {
			refused.push(folder.path);
			continue;
		}
		const place = { uidValidity: opened.uidValidity, folder: opened.path };
		const others = uids.filter((uid) => !found.has({ ...place, uid }));
		for (const member of await membersAt(connection, opened, others.slice(-MAX_FOUND))) {
			if (isOne(member)) found.add({ ...member, guessed: true });
		}
	}
	return refused;
}
