import { isDate } from 'node:util/types';
import { z } from 'zod';
import { jsonIn } from '../../mail/message/jsonIn';

/**
 * What expressions and models give where a field wants something else: null or an empty text for
 * nothing, words for numbers and booleans, numbers for text.
 */

export const text = z
	.union([z.string(), z.number(), z.boolean()], { error: 'must be text, not an object or a list' })
	.nullish()
	.transform((value) => String(value ?? ''));

export const flag = (usual: boolean) => z.preprocess(spoken, z.boolean().default(usual));

export const number = (min: number, max: number, usual: number) =>
	z.preprocess(spoken, z.coerce.number().min(min).max(max).default(usual));

export const whole = (min: number, max: number, usual: number) =>
	number(min, max, usual).pipe(z.int());

/** The same where it may be left away. */
export const optional = {
	flag: z.preprocess(spoken, z.boolean().optional()),
	number: (min: number, max: number) =>
		z.preprocess(spoken, z.coerce.number().min(min).max(max).optional()),
};

/**
 * Several words or names: a text, a list, or the JSON text of one.
 *
 * @param separator of those in a text
 */
export const listOf = (separator: RegExp) =>
	z
		.preprocess(
			(value) => {
				const given = typeof value === 'string' ? (jsonIn(value) ?? value) : (value ?? []);
				return typeof given === 'string' ? given.split(separator) : given;
			},
			z.array(text, { error: 'must be text or a list' }),
		)
		.transform((words) => words.map((word) => word.trim()).filter((word) => word !== ''));

/** Dates, and those of n8n's expressions, as ISO 8601; anything else as text. */
export const dateText = z.preprocess((value) => {
	const isOfLuxon = typeof value === 'object' && value !== null && 'toISO' in value;
	const json: unknown = isDate(value) || isOfLuxon ? JSON.parse(JSON.stringify(value)) : value;
	return json;
}, text);

function spoken(value: unknown): unknown {
	if (value === null || value === '') return undefined;
	const word = typeof value === 'string' ? value.trim().toLowerCase() : value;
	return word === 'true' ? true : word === 'false' ? false : value;
}
