import type { Account } from '../account/settings';
import { asWords, toEnvelopeError } from '../errors';
import { formatHandle, type Handle } from '../message/handle';
import { gone, openFolderOf } from './find';
import { withConnectionAgain } from './pool';
import { fetchOf } from './usable';

/**
 * Puts a flag on a message, such as `\Answered`, and looks whether it stays: servers may not allow
 * it in the folder (PERMANENTFLAGS, RFC 3501 §7.1), or the message may be gone.
 *
 * @returns why it could not be done, in a sentence; undefined where it was. Never throws: it comes
 * after a message that is out
 */
export async function addFlag(
	account: Account,
	handle: Handle,
	flag: string,
): Promise<string | undefined> {
	const named = asWords(formatHandle(handle));
	try {
		const kept = await withConnectionAgain(account, 'fetch', async (connection) => {
			await openFolderOf(connection, handle, { readOnly: false });
			await connection.messageFlagsAdd(String(handle.uid), [flag], { uid: true });
			const [after] = await fetchOf(connection, [handle.uid], { flags: true });
			if (!after) throw gone(connection, handle);
			return [...(after.flags ?? [])].some((one) => one.toLowerCase() === flag.toLowerCase());
		});
		if (kept) return undefined;
		return `The server does not keep the flag ${flag} on ${named}.`;
	} catch (error) {
		const { message } = toEnvelopeError(error, 'fetch');
		return `The flag ${flag} could not be set on ${named}: ${message}`;
	}
}
