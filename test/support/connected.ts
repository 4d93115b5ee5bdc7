import { type Connection, connect, disconnect } from '../../mail/imap/connection';
import { closeImapPools } from '../../mail/imap/pool';
import { accountFor, users } from './account';
import { describeServers, type TestServer } from './servers';

/** A mail server that all tests of a suite share, and a connection to Alice's mailbox on it. */
export interface Connected {
	readonly server: TestServer;
	readonly connection: Connection;
}

/** Describes what is done over an IMAP connection, on each kind of mail server. */
export function describeConnected(name: string, suite: (on: Connected) => void): void {
	describeServers(name, (start) => {
		let server: TestServer;
		let connection: Connection;

		beforeAll(async () => {
			server = await start({ users, withoutSmtp: true });
			connection = await connect(accountFor(server), {
				deadlineMs: 20_000,
				socketTimeoutMs: 60_000,
			});
		});

		afterAll(async () => {
			await closeImapPools();
			await disconnect(connection);
			await server.close();
		});

		suite({
			get server() {
				return server;
			},
			get connection() {
				return connection;
			},
		});
	});
}
