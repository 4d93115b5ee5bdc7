import { EnvelopeError } from '../../errors';
import { byFolder } from '../../imap/byFolder';
import { formatHandle, type Handle } from '../../message/handle';

/** What became of one message. */
export interface Outcome {
	/** Where it was. */
	handle: Handle;
	/** Where it, or its copy, is now; null where that cannot be told for sure. Absent: it was not moved. */
	now?: Handle | null;
	/** What it has now, where that was changed. */
	flags?: string[];
	labels?: string[];
	/** What is not as it was asked for, in sentences. */
	notes?: string[];
	/** Why nothing was done to it, or why that is not known. */
	error?: EnvelopeError;
}

/** Does something to messages of one folder; never throws for one of them. */
export type FolderWork = (group: Handle[]) => Promise<Outcome[]>;

/**
 * Does something to messages, folder by folder.
 *
 * @returns what became of each, in the order of the handles; each message once
 */
export async function inEachFolder(handles: Handle[], work: FolderWork): Promise<Outcome[]> {
	const outcomes = new Map<string, Outcome>();
	for (const group of byFolder(handles)) {
		for (const outcome of await work(group)) outcomes.set(formatHandle(outcome.handle), outcome);
	}
	const ids = new Set(handles.map(formatHandle));
	return [...ids].flatMap((id) => outcomes.get(id) ?? []);
}

/** Goes on with the messages to which something was done; the others stay as they are. */
export async function thenWith(
	outcomes: Outcome[],
	next: (handles: Handle[]) => Promise<Outcome[]>,
): Promise<Outcome[]> {
	const current = ({ handle, now }: Outcome) => now ?? handle;
	const ready = outcomes.filter(({ error, now }) => error === undefined && now !== null);
	const later = new Map(
		(await next(ready.map(current))).map((outcome) => [formatHandle(outcome.handle), outcome]),
	);
	return outcomes.map((outcome) => {
		const then = ready.includes(outcome) && later.get(formatHandle(current(outcome)));
		if (!then) return outcome;
		const notes = [...(outcome.notes ?? []), ...(then.notes ?? [])];
		return { ...outcome, ...then, handle: outcome.handle, notes };
	});
}

/** The connection was lost while the server had the command, and what there is to see decides nothing. */
export function unknownOutcome(what: string, remedy: string): EnvelopeError {
	return new EnvelopeError('OUTCOME_UNKNOWN', what, { phase: 'fetch', remedy });
}
