import type { Account } from '../../mail/account/settings';
import { closeImapPools } from '../../mail/imap/pool';
import { accountFor } from './account';
import { nameOf } from './imapFaults';
import { type Rules, startImapProxy } from './imapProxy';
import type { TestServer } from './servers';

/** Alice's account behind a proxy with rules. */
export interface BehindRules {
	account: Account;
	/** Names of the commands that came to the proxy, over all connections. */
	commands: string[];
	close(): Promise<void>;
}

/** @param rules for each connection, by its number */
export async function startBehindRules(
	server: TestServer,
	rules: (connection: number) => Rules,
): Promise<BehindRules> {
	const commands: string[] = [];
	const proxy = await startImapProxy({
		target: server.ports.imap,
		rules: (nth) => {
			const { command, response } = rules(nth);
			return {
				response,
				command: (line) => {
					commands.push(nameOf(line));
					return command?.(line);
				},
			};
		},
	});
	const account = accountFor(server, { imapPort: proxy.port, imapTls: 'none' });
	return { account, commands, close: () => proxy.close() };
}

/**
 * The same for a suite, whose rules end with the test. To be called before what closes the server.
 *
 * @param server the test's
 */
export function useRules(server: () => TestServer) {
	let behindRules: BehindRules | undefined;

	afterEach(async () => {
		await closeImapPools();
		await behindRules?.close();
		behindRules = undefined;
	});

	return {
		behind: async (rules: (connection: number) => Rules): Promise<Account> => {
			behindRules = await startBehindRules(server(), rules);
			return behindRules.account;
		},
		commands: (): string[] => behindRules?.commands ?? [],
	};
}
