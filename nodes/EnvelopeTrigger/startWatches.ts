import { asWords, type EnvelopeError } from '../../mail/errors';
import { Watch } from '../../mail/imap/watch/watch';
import { accountOf } from '../shared/account/account';
import { eachFolderOnce } from './eachFolderOnce';
import { readerOf, type Watched } from './readerOf';

/**
 * A watch on each of the node's folders.
 *
 * @param onTrouble told once of each trouble with the mailbox that does not pass by itself
 */
export function startWatches(
	watched: Omit<Watched, 'folder' | 'account' | 'wake'>,
	onTrouble: (error: EnvelopeError) => void,
): Watch[] {
	const { context, settings } = watched;
	const once = eachFolderOnce();
	return settings.folders.map(
		(folder) =>
			new Watch({
				account: () => accountOf(context),
				folder,
				reader: (account, wake) => once(folder, readerOf({ ...watched, folder, account, wake })),
				onTrouble,
				log: (text) => context.logger.warn(`Envelope Trigger, ${asWords(folder)}: ${text}`),
				outageMs: settings.reportOutageAfterMs,
				timing: { lookInterval: settings.checkEveryMs },
			}),
	);
}
