import type { Account } from '../../account/settings';
import { trustedServers } from '../../account/trustedServers';
import type { Message } from '../../message/model';
import type { Connection } from '../connection';
import { fetchIfThere, fetchMessages } from '../fetch';
import type { Filter } from '../filter/filter';
import { matching } from '../filter/matching';
import type { Listed } from '../fingerprint';
import { listMessages } from '../listMessages';
import { type FlagsOfMessage, flagsOf, type Outline, outlinesOf } from '../states';
import { uidsAbove } from '../uidsAbove';
import { within } from '../within';

/** As much as a slow line needs for a batch. */
const FETCH_DEADLINE_MS = 5 * 60_000;

/** Messages kept for the other workflows that watch the same folder. */
const KEPT = 40;

/** UIDs behind the newest one under which what was just announced is looked for. */
const LOOK_AHEAD = 20;

/** What SELECT says of a folder (RFC 3501 §6.3.1). */
export interface SelectedFolder {
	path: string;
	uidValidity: string;
	uidNext: number;
	/** Null where the server does not count changes (RFC 7162). */
	highestModseq: bigint | null;
}

/** A folder over the connection on which it is open; what one reader asked for serves the others. */
export class FolderView {
	/** Whether several read: what one has asked for is kept for the others. */
	isShared = false;
	private readonly searches = new Map<number, Promise<number[]>>();
	private readonly messages = new Map<string, Promise<Message | undefined>>();
	/** Where what was announced in this round begins, if anything was. */
	private announcedFrom: number | undefined;
	private readonly announced = new Map<boolean, Promise<Message[]>>();
	/** The highest UID that the server has told of. */
	newestUid: number;

	/**
	 * @param commandDeadline milliseconds after which a connection that does not answer is dead
	 * @param wakeAfter has the readers asked again, in milliseconds
	 */
	constructor(
		private readonly connection: Connection,
		private readonly account: Account,
		readonly folder: SelectedFolder,
		private readonly commandDeadline: number,
		readonly wakeAfter: (ms: number) => void,
	) {
		this.newestUid = folder.uidNext - 1;
	}

	/** How many messages there are, as far as the server has told. */
	get exists(): number {
		return this.connection.mailbox ? this.connection.mailbox.exists : 0;
	}

	/** What was asked for is asked anew from here on. */
	newRound(): void {
		this.searches.clear();
		this.messages.clear();
		this.announced.clear();
		this.announcedFrom = undefined;
	}

	/** The server has told that there is something new. */
	announce(): void {
		this.announcedFrom = this.newestUid + 1;
	}

	/**
	 * What the server has just told of, in one round trip, as its UIDs can be guessed. It may be more,
	 * which a search tells; the result holds nothing where none was announced.
	 *
	 * @param headers whether these are wanted, too
	 */
	async justCome(headers: boolean): Promise<Message[]> {
		const first = this.announcedFrom;
		if (first === undefined) return [];
		const known = this.announced.get(headers);
		if (known) return known;
		const uids = Array.from({ length: LOOK_AHEAD }, (_, index) => first + index);
		const fetching = within(
			FETCH_DEADLINE_MS,
			fetchIfThere(this.connection, uids, this.fetchOptions(headers)),
		);
		this.announced.set(headers, fetching);
		const messages = await fetching;
		for (const message of messages) {
			this.newestUid = Math.max(this.newestUid, message.uid);
			this.messages.set(keyOf(message.uid, headers), Promise.resolve(message));
		}
		return messages;
	}

	/** The UIDs above one, ascending. @throws EnvelopeError where the server will not search */
	async uidsAbove(uid: number): Promise<number[]> {
		const search =
			this.searches.get(uid) ?? within(this.commandDeadline, uidsAbove(this.connection, uid));
		this.searches.set(uid, search);
		const found = await search;
		this.newestUid = Math.max(this.newestUid, found.at(-1) ?? 0);
		return found;
	}

	/** @param range UIDs, or sequence numbers such as `1:200` */
	list(range: number[] | string): Promise<Listed[]> {
		return within(FETCH_DEADLINE_MS, listMessages(this.connection, range));
	}

	/** Those of some UIDs that fit. @throws EnvelopeError for a filter that the server cannot serve */
	matching(uids: number[], filter: Filter): Promise<number[]> {
		return within(FETCH_DEADLINE_MS, matching(this.connection, uids, filter));
	}

	/** The flags of messages, of all or of a range of sequence numbers; those that changed since. */
	flags(range?: string, changedSince?: string): Promise<FlagsOfMessage[]> {
		return within(FETCH_DEADLINE_MS, flagsOf(this.connection, range, { changedSince }));
	}

	/** What the headers of messages say of them. */
	outlines(uids: number[]): Promise<Outline[]> {
		return within(FETCH_DEADLINE_MS, outlinesOf(this.connection, uids));
	}

	/**
	 * The messages that the server gives out, ascending.
	 *
	 * @param headers whether these are wanted, too
	 */
	async fetch(uids: number[], headers: boolean): Promise<Message[]> {
		if (!this.isShared) return this.fetchNow(uids, headers);
		const missing = uids.filter((uid) => !this.messages.has(keyOf(uid, headers)));
		const fetching = this.fetchNow(missing, headers);
		fetching.catch(() => {}); // whoever awaits one of the messages is told
		for (const uid of missing) {
			const message = fetching.then((all) => all.find((one) => one.uid === uid));
			message.catch(() => {});
			this.messages.set(keyOf(uid, headers), message);
		}
		const wanted = uids.map(async (uid) => this.messages.get(keyOf(uid, headers)));
		for (const key of [...this.messages.keys()].slice(0, -KEPT)) this.messages.delete(key);
		return (await Promise.all(wanted)).filter((message) => message !== undefined);
	}

	private fetchNow(uids: number[], headers: boolean): Promise<Message[]> {
		const options = this.fetchOptions(headers);
		return within(FETCH_DEADLINE_MS, fetchMessages(this.connection, uids, options));
	}

	private fetchOptions(headers: boolean) {
		return { trustedServers: trustedServers(this.account), headers };
	}
}

function keyOf(uid: number, headers: boolean): string {
	return headers ? `${uid} with headers` : String(uid);
}
