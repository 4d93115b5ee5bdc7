import { EnvelopeError } from '../errors';
import type { Connection } from './connection';
import { assertUsable } from './usable';

/** imapflow's word in its log for a NO that it gives as a yes, because some of the messages are gone. */
const takenForYes = 'Partial FETCH response';

/**
 * The result of a command to which imapflow answers `false` where the server said no, with the server's
 * reason as the error, which imapflow gives to its log alone.
 *
 * @param options.allOrNothing whether a NO because some messages are gone is one for all of them
 * @throws whatever the server refused with, and EnvelopeError CONNECTION_LOST, or SERVER_REJECTED where
 * nothing was sent, as the open folder does not allow it
 */
export async function unlessRefused<T>(
	connection: Connection,
	command: () => Promise<T | false | undefined>,
	{ allOrNothing = false } = {},
): Promise<T> {
	const { log } = connection;
	let reason: unknown;
	let isNo = false;
	const warn = (entry: unknown) => {
		if (typeof entry !== 'object' || entry === null || !('err' in entry)) return;
		reason ??= entry.err;
		isNo ||= allOrNothing && 'msg' in entry && entry.msg === takenForYes;
	};
	connection.log = { ...log, warn };
	try {
		const result = await command();
		if (result && !isNo) return result;
	} finally {
		connection.log = log;
	}
	assertUsable(connection);
	if (reason instanceof Error) throw reason;
	const what = 'The folder does not allow this';
	throw new EnvelopeError('SERVER_REJECTED', what, { phase: 'fetch', remedy: readOnly });
}

const readOnly =
	'It is only for reading, or keeps none of these marks: check your rights to it, or use another one.';
