import type { Account } from '../../mail/account/settings';
import { closeImapPools } from '../../mail/imap/pool';
import { startBehindRules } from './behindRules';
import { endAfterCommand, endAfterTagged, endBeforeTagged, noting } from './imapFaults';
import type { Rules } from './imapProxy';
import type { TestServer } from './servers';

/** How a connection can end at its n-th step. */
export const cuts = {
	'after a command': endAfterCommand,
	'before an answer': endBeforeTagged,
	'after an answer': endAfterTagged,
};

/**
 * Tries something with connections that are cut at the first step, then at the second and so on, until there
 * is none left to be cut at.
 *
 * @param isCut which connections, by their number
 * @param attempt with the account behind these cuts
 * @returns how often it was tried
 */
export async function atEachStep(
	server: TestServer,
	cut: (nth: number) => Rules,
	isCut: (connection: number) => boolean,
	attempt: (account: Account) => Promise<void>,
): Promise<number> {
	// Before that Dovecot is signed in to, which takes long and is the same everywhere.
	const first = server.kind === 'real' ? 7 : 1;
	for (let nth = first; ; nth++) {
		let ended = false;
		const { account, close } = await startBehindRules(server, (connection) =>
			isCut(connection) ? noting(cut(nth), () => (ended = true)) : {},
		);
		try {
			await attempt(account);
		} finally {
			await closeImapPools();
			await close();
		}
		if (!ended) return nth - first + 1;
	}
}
