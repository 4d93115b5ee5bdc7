import { EnvelopeError } from '../../errors';
import type { Connection } from '../connection';
import { hasLabels } from '../folders';
import { fitting } from './ask';
import type { Condition } from './condition';
import { conditionsOf } from './conditions';
import type { Filter } from './filter';

/**
 * The messages of the open folder that fit.
 *
 * @param uids ascending; so is the result
 * @throws EnvelopeError INVALID_FIELD, and whatever keeps a condition from being tested: none is
 * ever left out
 */
export async function matching(
	connection: Connection,
	uids: number[],
	filter: Filter,
): Promise<number[]> {
	const conditions = servedConditions(connection, filter);
	return conditions.length === 0 ? uids : fitting(connection, uids, conditions, new Set());
}

/**
 * The conditions of a filter that this server can serve.
 *
 * @throws EnvelopeError INVALID_FIELD
 */
export function servedConditions(connection: Connection, filter: Filter): Condition[] {
	const conditions = conditionsOf(filter);
	if (!asksGmail(filter) || hasLabels(connection)) return conditions;
	throw new EnvelopeError(
		'INVALID_FIELD',
		'The mailbox is not at Gmail, so it has no Gmail search',
		{ phase: 'fetch', remedy: 'Remove the Gmail query and use the other filters.' },
	);
}

function asksGmail({ gmailQuery, anyOf = [], noneOf = [] }: Filter): boolean {
	return gmailQuery !== undefined || [...anyOf, ...noneOf].some(asksGmail);
}
