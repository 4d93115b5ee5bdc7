import type {
	Attribute,
	Connection,
	FolderSeed,
	Handler,
	ImapServer,
	Message,
} from 'hoodiecrow-imap';
import { fetchPartsOfEach } from './fetchRepairs';
import { findRangesFast } from './rangeRepairs';
import { repairParser } from './parserRepairs';
import { searchDecoded } from './searchRepairs';

/**
 * Mends what hoodiecrow-imap 2.1.0 does otherwise than the RFCs, as far as real clients notice.
 * Each repair says what is wrong without it.
 */
export function repair(imap: ImapServer): void {
	findFoldersAlone(imap);
	dateFolders(imap);
	writeDatesInUtc(imap);
	announceEnabled(imap);
	compareSentDays(imap);
	searchByModseq(imap);
	searchDecoded(imap);
	findRangesFast(imap);
	honourChangedSince(imap);
	announceFlagChanges(imap);
	refuseMissingFolders(imap);
	endPushWithIdle(imap);
	fetchPartsOfEach(imap);
	repairParser();
}

/** A folder called `constructor`, or anything else that every object has, seemed to be there. */
function findFoldersAlone(imap: ImapServer): void {
	Object.setPrototypeOf(imap.folderCache, null);
}

/** Every folder had UIDVALIDITY 1, also when made anew under an old name, and no HIGHESTMODSEQ. */
function dateFolders(imap: ImapServer): void {
	let last = 0;
	const stamp = (folder: FolderSeed) => {
		last = Math.max(last + 1, Math.floor(Date.now() / 1000));
		folder.uidvalidity = last;
	};
	const processMailbox = imap.processMailbox.bind(imap);
	imap.processMailbox = (path, folder, namespace) => {
		if (!folder.uidvalidity) stamp(folder);
		folder.HIGHESTMODSEQ ||= 1;
		processMailbox(path, folder, namespace);
	};
	for (const folder of Object.values(imap.folderCache)) {
		if (folder.uidvalidity === 1) stamp(folder);
		folder.HIGHESTMODSEQ ||= 1;
	}
}

/** Half-hour time zones came out as "+060-30". */
function writeDatesInUtc(imap: ImapServer): void {
	imap.formatInternalDate = (date) => {
		// "Fri, 20 Nov 2026 10:00:00 GMT"
		return date.toUTCString().replace(/^\w+, (\d+) (\w+) (\d+) (\S+) GMT$/, '$1-$2-$3 $4 +0000');
	};
}

/** The untagged ENABLED response (RFC 5161 §3.2) was missing, so clients took it for refused. */
function announceEnabled(imap: ImapServer): void {
	extend(imap, 'ENABLE', (enable) => (connection, command, line, done) => {
		const asked = (command.attributes ?? []).map((attribute) => text(attribute).toUpperCase());
		const enabled = asked.filter((name) => imap.enableAvailable?.includes(name));
		const response = { tag: '*', command: 'ENABLED', attributes: enabled.map(atom) };
		connection.send(response, 'ENABLED', command, line);
		enable(connection, command, line, done);
	});
}

/** SENTSINCE and its like read a Date header cut off after 11 characters. */
function compareSentDays(imap: ImapServer): void {
	imap.searchHandlers.SENTSINCE = (_connection, message, _index, day) =>
		sentDay(message) >= isoDay(day);
	imap.searchHandlers.SENTBEFORE = (_connection, message, _index, day) =>
		sentDay(message) < isoDay(day);
	imap.searchHandlers.SENTON = (_connection, message, _index, day) =>
		sentDay(message) === isoDay(day);
}

/** SEARCH MODSEQ (RFC 7162 §3.1.5) was unknown. */
function searchByModseq(imap: ImapServer): void {
	imap.searchHandlers.MODSEQ = (_connection, message, _index, modseq) =>
		(message.MODSEQ ?? 0) >= Number(modseq);
}

/** UID FETCH ignored CHANGEDSINCE (RFC 7162 §3.1.4.1). */
function honourChangedSince(imap: ImapServer): void {
	let since = 0; // only while a UID FETCH runs, which is synchronous
	const getMessageRange = imap.getMessageRange.bind(imap);
	imap.getMessageRange = (folder, range, isUid) =>
		getMessageRange(folder, range, isUid).filter(
			([, { MODSEQ }]) => !since || (MODSEQ ?? 0) > since,
		);
	extend(imap, 'UID FETCH', (uidFetch) => (connection, command, line, done) => {
		const modifiers = command.attributes?.[2];
		const words = Array.isArray(modifiers) ? modifiers.map((word) => text(word).toUpperCase()) : [];
		const at = words.indexOf('CHANGEDSINCE');
		since = at < 0 ? 0 : Number(words[at + 1]);
		try {
			uidFetch(connection, command, line, done);
		} finally {
			since = 0;
		}
	});
}

/** Other sessions were not told of changed flags. */
function announceFlagChanges(imap: ImapServer): void {
	imap.outputHandlers.push((connection, _response, description, _command, _line, affected) => {
		const folder = connection.selectedMailbox;
		if (!/^(UID )?STORE COMPLETE$/.test(description) || !folder || !Array.isArray(affected)) return;
		const changed = new Set<unknown>(affected.flat());
		for (const [index, message] of folder.messages.entries()) {
			if (!changed.has(message)) continue;
			const { uid, flags, MODSEQ } = message;
			const modseq = MODSEQ ? [atom('MODSEQ'), [MODSEQ]] : [];
			const data = [atom('UID'), uid, atom('FLAGS'), flags.map(atom), ...modseq];
			imap.notify({ tag: '*', attributes: [index + 1, atom('FETCH'), data] }, folder, connection);
		}
	});
}

/** A missing folder is NO (RFC 9051 §7.1: NONEXISTENT, TRYCREATE); BAD means a protocol error. */
function refuseMissingFolders(imap: ImapServer): void {
	imap.outputHandlers.push((_connection, response, _description, command) => {
		const reason = text(response.attributes?.[0]);
		if (response.command !== 'BAD' || !/^Invalid mailbox (name|argument)$/.test(reason)) return;
		const code = command?.command === 'APPEND' ? 'TRYCREATE' : 'NONEXISTENT';
		response.command = 'NO';
		response.attributes = [
			{ type: 'SECTION', section: [atom(code)] },
			{ type: 'TEXT', value: 'No such folder' },
		];
	});
}

/**
 * After DONE, responses were still pushed at any moment, even EXPUNGE (RFC 9051 §7.5.1 forbids it).
 * A connection lost during IDLE left a timer of half an hour behind, which keeps a process alive.
 */
function endPushWithIdle(imap: ImapServer): void {
	imap.outputHandlers.push((connection: Connection, _response, description) => {
		if (description === 'IDLE') connection.directNotifications = false;
	});
	extend(imap, 'IDLE', (idle) => (connection, command, line, done) => {
		idle(connection, command, line, done);
		const { socket, inputHandler: end } = connection;
		if (!socket || !end) return;
		const endLost = () => end('');
		socket.once('close', endLost);
		connection.inputHandler = (input) => {
			socket.off('close', endLost);
			end(input);
		};
	});
}

function extend(imap: ImapServer, command: string, wrap: (original: Handler) => Handler): void {
	const original = imap.getCommandHandler(command);
	if (original) imap.setCommandHandler(command, wrap(original));
}

/** The day in a message's Date header, else of its arrival, as yyyy-mm-dd. */
function sentDay({ raw, internaldate }: Message): string {
	const header = raw.slice(0, Math.max(0, raw.search(/\r?\n\r?\n/)));
	return isoDay(/^date:.*$/im.exec(header)?.[0] ?? '') || isoDay(internaldate);
}

/** "20-Nov-2026" or "Fri, 20 Nov 2026 …" → "2026-11-20", whatever the time zone (RFC 9051 §6.4.4). */
function isoDay(date: string): string {
	const [day] = /\d{1,2}[\s-]+[a-z]{3}[\s-]+\d{4}/i.exec(date) ?? [''];
	const time = Date.parse(`${day.replaceAll('-', ' ')} UTC`);
	return Number.isNaN(time) ? '' : new Date(time).toISOString().slice(0, 10);
}

function atom(value: string): Attribute {
	return { type: 'ATOM', value };
}

function text(attribute: Attribute): string {
	return attribute && typeof attribute === 'object' && 'value' in attribute
		? (attribute.value ?? '')
		: '';
}
