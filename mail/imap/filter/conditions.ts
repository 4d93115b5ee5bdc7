import { type Condition, invalid } from './condition';
import * as facts from './facts';
import type { Filter } from './filter';
import { anyOf, noneOf } from './groups';
import * as texts from './texts';

/**
 * Cheap ones first, where the messages have to be looked at.
 *
 * @throws EnvelopeError INVALID_FIELD
 */
export function conditionsOf(filter: Filter): Condition[] {
	return [
		...given(filter.from, texts.from),
		...given(filter.subject, texts.subject),
		...given(filter.cc, texts.cc),
		...given(filter.bcc, texts.bcc),
		...(filter.headers ?? []).map(texts.header),
		...given(filter.since, facts.since),
		...given(filter.before, facts.before),
		...given(filter.largerThan, facts.largerThan),
		...given(filter.smallerThan, facts.smallerThan),
		...given(filter.seen, facts.seen),
		...given(filter.flagged, facts.flagged),
		...given(filter.answered, facts.answered),
		...given(filter.keyword, facts.withKeyword),
		...given(filter.withoutKeyword, facts.withoutKeyword),
		...given(filter.gmailQuery, texts.gmailQuery),
		...given(filter.to, texts.to),
		...given(filter.hasAttachment, facts.hasAttachment),
		...alternatives((filter.anyOf ?? []).map(groupOf)),
		...(filter.noneOf ?? []).map(groupOf).map(noneOf),
		...given(filter.body, texts.body),
		...given(filter.text, texts.text),
	];
}

function given<T>(value: T | undefined, condition: (value: T) => Condition): Condition[] {
	return value === undefined ? [] : [condition(value)];
}

function alternatives(groups: Condition[][]): Condition[] {
	const [only = [], ...others] = groups;
	return others.length === 0 ? only : [anyOf(groups)];
}

/** Every message would fit an empty one, which nobody means. */
function groupOf(filter: Filter): Condition[] {
	const conditions = conditionsOf(filter);
	if (conditions.length > 0) return conditions;
	throw invalid('A group of filters is empty', 'Put a filter into it, or remove it.');
}
