import { EnvelopeError } from '../../mail/errors';
import { alice, users } from './account';

const base64 = (text: string) => Buffer.from(text).toString('base64');

const password = users[alice];

/** Alice's password in every form in which it goes over the wire. */
const secrets = [password, base64(password), base64(`\0${alice}\0${password}`)];

/** Fails where text that a person may see holds Alice's password in any form. */
export function expectNoSecret(text: string): void {
	for (const secret of secrets) expect(text).not.toContain(secret);
}

/**
 * The error that a call fails with, after checking what holds for every one: it is ours, it says
 * what to do, and it keeps the password to itself.
 */
export async function failureOf(call: Promise<unknown>): Promise<EnvelopeError> {
	const error: unknown = await call.then(
		(result) => Promise.reject(new Error(`No failure but ${JSON.stringify(result)}`)),
		(reason: unknown) => reason,
	);
	if (!(error instanceof EnvelopeError)) throw error;
	expect(error.message).toContain(error.remedy);
	expectNoSecret([error.message, error.stack, error.what, JSON.stringify(error)].join('\n'));
	return error;
}
