import type { SearchObject } from 'imapflow';
import { EnvelopeError } from '../../errors';
import type { Look } from './look';

/** One thing that a message has to be. */
export interface Condition {
	/** What a person calls it, such as `Text`. */
	name: string;
	/** How IMAP is asked; absent where it cannot be, or where imapflow would leave the key out. */
	search?: SearchObject;
	/** Finds out by looking at the messages; absent where the server alone can know. */
	look?: Look;
	/** The server's answer holds more than is wanted, so that they are looked at in any case. */
	narrows?: boolean;
	/**
	 * What a look at one message costs, as against one at its flags; 1 where it is absent. 0 where the
	 * server finds but a few that do not fit.
	 */
	cost?: number;
}

/** Whether the server's answer is all that there is to know. */
export function isExact({ search, narrows }: Condition): boolean {
	return search !== undefined && !narrows;
}

export function costOf(conditions: Condition[]): number {
	return conditions.reduce((sum, { cost = 1 }) => sum + cost, 0);
}

export function invalid(what: string, remedy?: string): EnvelopeError {
	return new EnvelopeError('INVALID_FIELD', what, { phase: 'fetch', remedy });
}
