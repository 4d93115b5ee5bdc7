import { Watch } from '../../mail/imap/watch/watch';
import { accountOf } from '../shared/account/account';
import { readerOf, type Watched } from './readerOf';

/** A watch on each of the node's folders. */
export function startWatches(watched: Omit<Watched, 'folder' | 'account' | 'wake'>): Watch[] {
	const { context, settings, report } = watched;
	return settings.folders.map(
		(folder) =>
			new Watch({
				account: () => accountOf(context),
				folder,
				reader: (account, wake) => readerOf({ ...watched, folder, account, wake }),
				onTrouble: report,
				log: (text) => context.logger.warn(`Envelope Trigger, ${folder}: ${text}`),
				outageMs: settings.reportOutageAfterMs,
				timing: { lookInterval: settings.checkEveryMs },
			}),
	);
}
