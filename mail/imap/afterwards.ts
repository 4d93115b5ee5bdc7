import type { Account } from '../account/settings';
import { EnvelopeError, toEnvelopeError } from '../errors';
import { formatHandle, type Handle, uidsOf } from '../message/handle';
import { byFolder } from './byFolder';
import type { Connection } from './connection';
import { openFolderOf } from './find';
import { settableFlag } from './flagName';
import { resolveFolder } from './folders';
import { imapError } from './imapError';
import { marksOf } from './marksOf';
import { moveMessages } from './move';
import { withConnectionAgain } from './pool';
import { uidSet } from './uidSet';

/** What is done to messages when all else about them is done. */
export interface Afterwards {
	/** `\Seen`, `\Answered`, `\Flagged` and keywords. */
	addFlags: string[];
	/** A path, or a special use such as `\Archive` or `\Trash`. */
	moveTo?: string;
}

/** Handles that a sentence names. */
const MAX_NAMED = 5;

/**
 * Puts flags on messages and moves them. Never throws: it comes after what matters.
 *
 * @returns what could not be done, in sentences that name the messages; each of these is left out
 * of what follows, and the others are not
 */
export async function applyAfterwards(
	account: Account,
	handles: Handle[],
	actions: Afterwards,
): Promise<string[]> {
	const problems: string[] = [];
	for (const group of byFolder(handles)) {
		problems.push(...(await applyToFolder(account, group, actions)));
	}
	return [...new Set(problems)];
}

async function applyToFolder(
	account: Account,
	handles: Handle[],
	actions: Afterwards,
): Promise<string[]> {
	let work = new Work(account, handles, actions);
	try {
		await withConnectionAgain(account, 'fetch', (connection) => {
			work = new Work(account, handles, actions);
			return work.run(connection);
		});
		return work.problems;
	} catch (thrown) {
		const { message } = toEnvelopeError(thrown, 'fetch');
		return [...work.problems, `Nothing could be done with ${named(work.handles)}: ${message}`];
	}
}

/** The actions on messages of one folder. */
class Work {
	readonly problems: string[] = [];

	constructor(
		private readonly account: Account,
		public handles: Handle[],
		private readonly actions: Afterwards,
	) {}

	/** May be done again where it throws. @throws EnvelopeError, and whatever the connection throws */
	async run(connection: Connection): Promise<void> {
		const [first] = this.handles;
		if (!first) return;
		await openFolderOf(connection, first, { readOnly: false });
		await this.leaveOutGone(connection);
		await this.addFlags(connection);
		await this.move(connection);
	}

	private async leaveOutGone(connection: Connection): Promise<void> {
		const there = await flagsOf(connection, this.handles);
		const gone = this.handles.filter(({ uid }) => !there.has(uid));
		if (gone.length === 0) return;
		this.handles = this.handles.filter(({ uid }) => there.has(uid));
		this.problems.push(notThere(gone));
	}

	private async addFlags(connection: Connection): Promise<void> {
		const flags = this.actions.addFlags.flatMap((name) => this.checked(name) ?? []);
		if (flags.length === 0 || this.handles.length === 0) return;
		await connection.messageFlagsAdd(uidSet(uidsOf(this.handles)), flags, { uid: true });
		// imapflow leaves out what the folder does not keep (PERMANENTFLAGS), and servers do so, too.
		const after = await flagsOf(connection, this.handles);
		for (const flag of flags) {
			const without = this.handles.filter(
				({ uid }) => after.get(uid)?.has(flag.toLowerCase()) === false,
			);
			if (without.length === 0) continue;
			this.problems.push(`The server does not keep the flag ${flag} on ${named(without)}.`);
		}
	}

	private checked(name: string): string | undefined {
		try {
			return settableFlag(name);
		} catch (error) {
			this.problems.push(toEnvelopeError(error, 'fetch').message);
			return undefined;
		}
	}

	private async move(connection: Connection): Promise<void> {
		const { moveTo } = this.actions;
		if (moveTo === undefined || this.handles.length === 0) return;
		const to = await resolveFolder(connection, moveTo).catch((error: unknown) => {
			if (!(error instanceof EnvelopeError) || error.code !== 'FOLDER_NOT_FOUND') throw error;
			this.problems.push(`Could not move ${named(this.handles)}: ${error.message}`);
		});
		// A move to the same folder would make a new message of each.
		if (to === undefined || (connection.mailbox && connection.mailbox.path === to)) return;
		const problem = await this.moveTo(connection, to);
		if (problem !== undefined) this.problems.push(problem);
	}

	/** Throws nothing: where messages are that were being moved, nobody has said, so that it is done once. */
	private async moveTo(connection: Connection, folder: string): Promise<string | undefined> {
		const which = named(this.handles);
		const failed = `Could not move ${which} to "${folder}"`;
		try {
			const { problem, gone = [] } = await moveMessages(connection, uidsOf(this.handles), folder);
			const lost = this.handles.filter(({ uid }) => gone.includes(uid));
			if (lost.length > 0) this.problems.push(notThere(lost));
			return problem === undefined ? undefined : `${failed}: ${problem}`;
		} catch (thrown) {
			const error = imapError(thrown, this.account, 'fetch');
			if (connection.usable) return `${failed}: ${error.what}.`;
			return `It is not known whether ${which} could be moved: ${error.message}`;
		}
	}
}

function notThere(handles: Handle[]): string {
	return `The folder does not hold ${named(handles)} any more.`;
}

/** In lower case, by UID; of messages that are there. */
async function flagsOf(
	connection: Connection,
	handles: Handle[],
): Promise<Map<number, Set<string>>> {
	const marks = await marksOf(connection, uidsOf(handles));
	const lowerCase = (flags: string[]) => new Set(flags.map((flag) => flag.toLowerCase()));
	return new Map([...marks].map(([uid, { flags }]) => [uid, lowerCase(flags)]));
}

function named(handles: Handle[]): string {
	const names = handles.slice(0, MAX_NAMED).map(formatHandle);
	const more = handles.length - names.length;
	const what = handles.length === 1 ? 'message' : 'messages';
	return `${what} ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
