import type { Account } from '../../mail/account/settings';
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
