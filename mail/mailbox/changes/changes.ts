import type { Account } from '../../account/settings';
import type { Connection } from '../../imap/connection';
import type { Envelope } from '../../imap/envelopes';
import { resolveFolder } from '../../imap/folders';
import { imapError } from '../../imap/imapError';
import { withConnectionAgain } from '../../imap/pool';
import { beginning, type Changed, folderChanges, type Gone, type StartFrom } from './folderChanges';
import { type OpenFolder, openFolder } from './openFolder';
import { formatToken, parseToken, type Place } from './token';

export interface ChangesQuestion {
	/** Paths, or special uses such as `\Archive`; MAX_FOLDERS at most. */
	folders: string[];
	/** What the last answer ended with. */
	token?: string;
	/** Where a folder begins that the token does not follow. */
	startFrom: StartFrom;
	/** How many messages an answer tells of at most. */
	limit: number;
}

/** A folder whose changes since the token cannot be told: what was known of it does not hold. */
export interface Reset {
	folder: string;
	/** In a sentence. */
	reason: string;
}

export interface ChangesAnswer {
	/** For the next question. */
	token: string;
	/** Whether there is more to tell at once. */
	more: boolean;
	resets: Reset[];
	new: Envelope[];
	changed: Changed[];
	gone: Gone[];
}

/**
 * What happened in folders since a token. Told in the order `resets`, `gone`, `changed`, `new`, it makes
 * of a copy of the folders what they are, once there is no more: a folder that was reset is told of
 * from its beginning, as `startFrom` has it, so that its copy is to be emptied first.
 *
 * Without a token everything is new, or nothing yet. With CONDSTORE (RFC 7162) it takes four commands, a
 * fifth where the folder is named by its use.
 *
 * @throws EnvelopeError FOLDER_NOT_FOUND without a token, INVALID_FIELD for a text that is no token
 */
export async function changesSince(
	account: Account,
	question: ChangesQuestion,
): Promise<ChangesAnswer> {
	const token = question.token === undefined ? undefined : readToken(account, question.token);
	return withConnectionAgain(account, 'fetch', async (connection) => {
		const found: Found = { more: false, resets: [], new: [], changed: [], gone: [] };
		const places = new Map<string, Place>();
		for (const name of question.folders) {
			await follow({ connection, account, token, question, found, places }, name);
		}
		return { ...found, token: formatToken(account, [...places.values()]) };
	});
}

type Found = Omit<ChangesAnswer, 'token'>;

/** What a token follows, and why it does not follow any other folder. */
interface Token {
	places: Place[];
	unknown: string;
}

function readToken(account: Account, text: string): Token {
	const places = parseToken(account, text);
	if (places) return { places, unknown: 'The token does not follow this folder.' };
	return { places: [], unknown: 'The token is of another mailbox.' };
}

interface Following {
	connection: Connection;
	account: Account;
	token: Token | undefined;
	question: ChangesQuestion;
	found: Found;
	/** Up to where it is told, by the path of the folder. */
	places: Map<string, Place>;
}

/** Adds what is to be told of a folder to what is found. */
async function follow(following: Following, name: string): Promise<void> {
	const { token, question, found, places } = following;
	const room = question.limit - found.new.length - found.changed.length - found.gone.length;
	const placeOf = (path: string) => token?.places.find((place) => place.path === path);
	const folder = await opened(following, name, placeOf(name) !== undefined);
	// Two names may mean the same one.
	if (!folder || places.has(folder.path)) return;
	const place = placeOf(folder.path);
	const since = place && (await told(following, folder, place, room));
	const reason = typeof since === 'string' ? since : place ? undefined : token?.unknown;
	if (reason !== undefined) found.resets.push({ folder: folder.path, reason });
	const next = typeof since === 'object' ? since : await begun(following, folder, room);
	places.set(folder.path, next);
}

/** @returns the place behind what is told; a sentence where the token does not hold any more */
async function told(
	{ connection, found }: Following,
	folder: OpenFolder,
	place: Place,
	room: number,
): Promise<Place | string> {
	if (room === 0) {
		found.more = true;
		return place;
	}
	const since = await folderChanges(connection, folder, place, room);
	if (typeof since === 'string') return since;
	found.more ||= since.more;
	found.new.push(...since.new);
	found.changed.push(...since.changed);
	found.gone.push(...since.gone);
	return since.place;
}

async function begun(following: Following, folder: OpenFolder, room: number): Promise<Place> {
	const { connection, question } = following;
	const place = await beginning(connection, folder, question.startFrom);
	if (question.startFrom === 'now') return place;
	const next = await told(following, folder, place, room);
	return typeof next === 'string' ? place : next;
}

/** @returns undefined for a folder that is gone since the token, which is told as a reset */
async function opened(
	{ connection, account, token, found }: Following,
	name: string,
	isPath: boolean,
): Promise<OpenFolder | undefined> {
	try {
		const path = isPath ? name : await resolveFolder(connection, name);
		return await openFolder(connection, path).catch(async (error: unknown) => {
			// Servers refuse a folder that is gone in many words.
			if (connection.usable) await resolveFolder(connection, path);
			throw error;
		});
	} catch (error) {
		const failure = imapError(error, account, 'folder');
		if (!token || failure.code !== 'FOLDER_NOT_FOUND') throw failure;
		found.resets.push({ folder: name, reason: `${failure.what}.` });
		return undefined;
	}
}
