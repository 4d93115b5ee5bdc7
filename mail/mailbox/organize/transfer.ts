import type { Account } from '../../account/settings';
import { asWords, type EnvelopeError, toEnvelopeError } from '../../errors';
import type { Connection } from '../../imap/connection';
import { messageGone, openFolderOf } from '../../imap/find';
import type { Listed } from '../../imap/fingerprint';
import { hasLabels, resolveFolder } from '../../imap/folders';
import { imapError } from '../../imap/imapError';
import { listMessages } from '../../imap/listMessages';
import { copyMessages, moveMessages, removeCopied } from '../../imap/move';
import { withConnectionAgain } from '../../imap/pool';
import { uidGroups } from '../../imap/uidSet';
import { type Handle, uidsOf } from '../../message/handle';
import { inEachFolder, type Outcome, unknownOutcome } from './outcome';
import { copiesSince, endOf, type FolderEnd } from './places';

export type Way = 'move' | 'copy';

/**
 * Moves or copies messages into a folder. Those that are gone, whose handle is stale or that the server
 * refuses have an error of their own; the others are not held up by them. A connection that is lost in
 * the middle loses and doubles nothing: what can be seen on another one is taken up from there, and the
 * rest is said not to be known.
 *
 * @param to a path, or a special use such as `\Archive`
 * @throws EnvelopeError FOLDER_NOT_FOUND
 */
export async function transfer(
	account: Account,
	handles: Handle[],
	to: string,
	way: Way,
): Promise<Outcome[]> {
	const folder = await withConnectionAgain(account, 'folder', (connection) =>
		resolveFolder(connection, to),
	);
	return inEachFolder(handles, (group) => {
		if (way === 'move' && group[0]?.folder === folder) return alreadyThere(account, group);
		return new Transfer(account, group, folder, way).run();
	});
}

/** A move to the same folder would make new messages of them. */
async function alreadyThere(account: Account, group: Handle[]): Promise<Outcome[]> {
	const notes = ['It is in that folder already.'];
	const [first] = group;
	if (!first) return [];
	const there = await withConnectionAgain(account, 'fetch', async (connection) => {
		await openFolderOf(connection, first);
		return new Set((await listMessages(connection, uidsOf(group))).map(({ uid }) => uid));
	}).catch((error: unknown) => toEnvelopeError(error, 'fetch'));
	return group.map((handle) => {
		if (!(there instanceof Set)) return { handle, error: there };
		if (!there.has(handle.uid)) return { handle, error: messageGone(handle) };
		return { handle, now: handle, notes };
	});
}

/** The way of messages from one folder to another, which may take more than one connection. */
class Transfer {
	private readonly outcomes = new Map<number, Outcome>();
	/** As they are in the folder at first. */
	private originals: Map<number, Listed> | undefined;
	/** Where the other folder ended before anything was put into it. */
	private end: FolderEnd | undefined;
	/** What the server was told to move or copy, and to which of these it said yes. */
	private readonly told = new Set<number>();
	private readonly agreed = new Map<number, string | undefined>();

	constructor(
		private readonly account: Account,
		private readonly handles: Handle[],
		private readonly to: string,
		private readonly way: Way,
	) {}

	async run(): Promise<Outcome[]> {
		try {
			await withConnectionAgain(this.account, 'fetch', (connection) => this.attempt(connection));
		} catch (thrown) {
			const error = toEnvelopeError(thrown, 'fetch');
			for (const uid of this.pending()) {
				this.fail(uid, this.told.has(uid) ? this.doubt(error) : error);
			}
		}
		return this.handles.flatMap(({ uid }) => this.outcomes.get(uid) ?? []);
	}

	private async attempt(connection: Connection): Promise<void> {
		const there = await this.open(connection);
		if (!this.originals) {
			this.end = await endOf(connection, this.to);
			this.originals = there;
		}
		for (const uid of this.pending()) {
			if (!there.has(uid) && !this.told.has(uid)) this.fail(uid, messageGone(this.handleOf(uid)));
		}
		if (this.pending().some((uid) => this.told.has(uid))) await this.takeUp(connection);
		for (const group of uidGroups(this.pending())) await this.tell(connection, group);
		await this.lookForTheRest(connection);
	}

	private async tell(connection: Connection, uids: number[]): Promise<void> {
		const command = this.way === 'move' ? moveMessages : copyMessages;
		for (const uid of uids) this.told.add(uid);
		try {
			const { places, problem } = await command(connection, uids, this.to);
			for (const uid of uids) {
				this.agreed.set(uid, problem);
				const place = places.get(uid);
				if (place) this.succeed(uid, place);
			}
		} catch (error) {
			if (!connection.usable) throw error;
			await this.refused(connection, uids, imapError(error, this.account, 'fetch'));
		}
	}

	/** A server may move some and then refuse the others (RFC 6851 §3.3); a copy is all or nothing. */
	private async refused(
		connection: Connection,
		uids: number[],
		error: EnvelopeError,
	): Promise<void> {
		const left =
			this.way === 'move' ? await listMessages(connection, uids) : uids.map((uid) => ({ uid }));
		for (const { uid } of left) this.fail(uid, error);
	}

	/**
	 * Where those are of which the server did not say it. One that was gone when it was told is nowhere:
	 * servers say yes all the same (RFC 3501 §6.4.8), and name those that they moved or copied.
	 */
	private async lookForTheRest(connection: Connection): Promise<void> {
		const uids = this.pending();
		if (uids.length === 0) return;
		const left = new Set((await listMessages(connection, uids)).map(({ uid }) => uid));
		for (const uid of this.way === 'move' ? left : []) {
			if (this.agreed.get(uid) === undefined) this.fail(uid, this.leftThere());
		}
		// A label is put on what is there already, so that nothing is new where it is.
		const showsPlaces = connection.capabilities.has('UIDPLUS') && !hasLabels(connection);
		const found = await this.copiesOf(connection, this.pending());
		for (const uid of this.pending()) {
			const isNowhere = showsPlaces && !left.has(uid) && !found.has(uid);
			if (isNowhere) this.fail(uid, messageGone(this.handleOf(uid)));
			else this.succeed(uid, found.get(uid) ?? null);
		}
	}

	/**
	 * On another connection, what the one before was told: what is in its folder no more, and in the other
	 * one, has moved; of what is there, a copy may be in the other one. A move can be told again, as a
	 * message moves once.
	 */
	private async takeUp(connection: Connection): Promise<void> {
		const told = this.pending().filter((uid) => this.told.has(uid));
		const there = new Set((await listMessages(connection, told)).map(({ uid }) => uid));
		const copies = await this.copiesOf(connection, told);
		await this.open(connection);
		const atOnce = this.way === 'move' && connection.capabilities.has('MOVE');
		for (const uid of told) {
			const copy = copies.get(uid);
			if (this.way === 'move' && !there.has(uid)) {
				const mayBeThere = copies.has(uid) || this.agreed.has(uid) || hasLabels(connection);
				if (mayBeThere) this.succeed(uid, copy ?? null);
				else this.fail(uid, this.doubt());
			} else if (copy && this.way === 'copy') this.succeed(uid, copy);
			else if (copy) {
				this.agreed.set(uid, await removeCopied(connection, String(uid)));
				this.succeed(uid, copy);
			} else if (this.isDone(uid)) this.succeed(uid, null);
			else if (!atOnce) this.fail(uid, this.doubt());
		}
	}

	/** Of one that is where it was, and whose copy cannot be found. */
	private isDone(uid: number): boolean {
		if (this.way === 'copy') return this.agreed.has(uid);
		return this.agreed.get(uid) !== undefined;
	}

	/** Opens the folder that they are in. @returns those that are there */
	private async open(connection: Connection): Promise<Map<number, Listed>> {
		const [first] = this.handles;
		if (first) await openFolderOf(connection, first, { readOnly: this.way === 'copy' });
		const there = await listMessages(connection, uidsOf(this.handles));
		return new Map(there.map((message) => [message.uid, message]));
	}

	private copiesOf(connection: Connection, uids: number[]): Promise<Map<number, Handle | null>> {
		const originals = uids.flatMap((uid) => this.originals?.get(uid) ?? []);
		const known = [...this.outcomes.values()].flatMap(({ now }) => now?.uid ?? []);
		return copiesSince(connection, this.end, originals, new Set(known));
	}

	/** Those with which nothing has come to an end, ascending. */
	private pending(): number[] {
		return uidsOf(this.handles).filter((uid) => !this.outcomes.has(uid));
	}

	private handleOf(uid: number): Handle {
		const [first] = this.handles;
		return { uid, uidValidity: first?.uidValidity ?? '', folder: first?.folder ?? '' };
	}

	private succeed(uid: number, now: Handle | null): void {
		const problem = this.agreed.get(uid);
		const notes = problem === undefined ? [] : [`Of this, ${problem}`];
		if (now === null) {
			notes.push(
				`Where it is in "${asWords(this.to)}" could not be told for sure: find it there by a search.`,
			);
		}
		this.outcomes.set(uid, { handle: this.handleOf(uid), now, notes });
	}

	private fail(uid: number, error: EnvelopeError): void {
		this.outcomes.set(uid, { handle: this.handleOf(uid), error });
	}

	private doubt(cause?: EnvelopeError): EnvelopeError {
		const done = this.way === 'move' ? 'moved' : 'copied';
		const lost = !cause || cause.code === 'CONNECTION_LOST';
		return unknownOutcome(
			`${lost ? 'The connection was lost' : cause.what}, and it is not known whether the message was ${done} to "${this.to}"`,
			`Look whether it is in "${this.to}" before you repeat this.`,
		);
	}

	private leftThere(): EnvelopeError {
		return unknownOutcome(
			`The server said that it moved the message to "${this.to}", and left it where it was`,
			`Look whether it is in "${this.to}", too, before you repeat this.`,
		);
	}
}
