import type { z } from 'zod';
import { EnvelopeError, problemsOf } from '../../mail/errors';

/**
 * Values of node parameters, which expressions and models can make anything.
 *
 * @throws EnvelopeError INVALID_FIELD, naming the fields
 */
export function checked<Schema extends z.ZodType>(
	schema: Schema,
	values: unknown,
): z.infer<Schema> {
	const parsed = schema.safeParse(values);
	if (parsed.success) return parsed.data;
	throw new EnvelopeError('INVALID_FIELD', problemsOf(parsed.error), { phase: 'settings' });
}
