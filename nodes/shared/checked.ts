import type { INodeProperties } from 'n8n-workflow';
import type { z } from 'zod';
import { EnvelopeError, problemsOf } from '../../mail/errors';

/**
 * Values of node parameters, which expressions and models can make anything.
 *
 * @param labels what the user calls the fields, by their names; a single value needs none, for its
 * schema has an error that names it
 * @throws EnvelopeError INVALID_FIELD, naming the fields
 */
export function checked<Schema extends z.ZodType>(
	schema: Schema,
	values: unknown,
	labels?: Record<string, string>,
): z.infer<Schema> {
	const parsed = schema.safeParse(values);
	if (parsed.success) return parsed.data;
	throw new EnvelopeError('INVALID_FIELD', problemsOf(parsed.error, labels), { phase: 'settings' });
}

/** What the user calls fields, by their names. */
export function labelsOf(fields: INodeProperties[]): Record<string, string> {
	return Object.fromEntries(fields.map(({ name, displayName }) => [name, displayName]));
}
