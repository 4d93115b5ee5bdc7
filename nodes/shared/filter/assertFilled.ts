import { EnvelopeError } from '../../../mail/errors';
import { filterLabels } from './readFilter';

/**
 * For what is done to all that filters let through: one whose expression has found nothing would let
 * through messages that nobody means. Models leave empty what they do not filter by, but not all of it.
 *
 * @param filters the collection, which readFilter has read
 * @throws EnvelopeError INVALID_FIELD
 */
export function assertFilled(filters: unknown, forModel: boolean): void {
	const given = Object.entries(filters ?? {});
	const empty = given.filter(
		([, value]) => value === null || value === undefined || isBlank(value),
	);
	if (empty.length === 0 || (forModel && empty.length < given.length)) return;
	const names = empty.map(([name]) => filterLabels[name] ?? name).join(', ');
	const what = `Without a value is the filter ${names}, so that more messages would be meant`;
	const remedy = 'Fill it in, or remove it from the filters.';
	throw new EnvelopeError('INVALID_FIELD', what, { phase: 'settings', remedy });
}

function isBlank(value: unknown): boolean {
	return typeof value === 'string' && value.trim() === '';
}
