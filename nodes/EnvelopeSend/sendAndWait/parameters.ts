import { z } from 'zod';
import { labelsOf } from '../../shared/checked';
import { fields } from './fields';
import { optionFields } from './optionFields';

/** Expressions and models give numbers and null where text is meant. */
export const text = z
	.union([z.string(), z.number(), z.boolean()], { error: 'must be text' })
	.nullable()
	.transform((value) => String(value ?? '').trim());

/** What the user calls the fields, by their names. */
export const labels = labelsOf([
	...fields.filter(({ name }) => name !== 'options'),
	...optionFields,
]);
