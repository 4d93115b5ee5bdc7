import { z } from 'zod';
import { fields } from './fields';
import { optionFields } from './optionFields';

/** Expressions and models give numbers and null where text is meant. */
export const text = z
	.union([z.string(), z.number(), z.boolean()], { error: 'must be text' })
	.nullable()
	.transform((value) => String(value ?? '').trim());

/** What the user calls the fields, by their names. */
export const labels = Object.fromEntries(
	[...fields.filter(({ name }) => name !== 'options'), ...optionFields].map(
		({ name, displayName }) => [name, displayName],
	),
);
