import { startMailServer } from '../../sandbox/mailserver';
import { startRealServers, type RealServers } from './realServers';
import type { TokenServer } from './tokenServer';

/** Whether the tests are to run against Dovecot and Postfix too; if so, missing ones are failures. */
export const realServersWanted = process.env.ENVELOPE_REAL_SERVERS === '1';

/** What the embedded server and the real ones have in common; see RealServers for each member. */
export interface TestServer extends RealServers {
	kind: 'embedded' | 'real';
}

export interface TestServerOptions {
	/** Passwords by address. */
	users: Record<string, string>;
	/** Bytes; SMTP SIZE (RFC 1870). Default 30 MiB. */
	maxMessageSize?: number;
	/** Where nothing is sent: Postfix takes a second to start, for each test that has its own server. */
	withoutSmtp?: boolean;
	/** Given: it takes the OAuth2 tokens of this one, besides passwords. */
	tokens?: TokenServer;
}

export type StartServer = (options: TestServerOptions) => Promise<TestServer>;

/**
 * Describes a protocol suite that holds for any mail server: against the embedded one always, and
 * with ENVELOPE_REAL_SERVERS=1 against Dovecot and Postfix as well.
 * @param suite starts its own servers and closes them
 */
export function describeServers(name: string, suite: (start: StartServer) => void): void {
	describe(`${name} (embedded server)`, () => suite(startEmbedded));
	if (realServersWanted) describe(`${name} (Dovecot and Postfix)`, () => suite(startReal));
}

const startReal: StartServer = async (options) => ({
	kind: 'real',
	...(await startRealServers(options)),
});

const startEmbedded: StartServer = async ({ tokens, withoutSmtp: _, ...options }) => {
	const server = await startMailServer({ ...options, acceptsToken: tokens?.accepts });
	return {
		kind: 'embedded',
		ports: server.ports,
		ca: server.ca,
		deliver: async (...message) => server.deliver(...message),
		messages: async (...folder) => server.messages(...folder),
		dropConnections: () => server.dropConnections(),
		close: () => server.close(),
	};
};
