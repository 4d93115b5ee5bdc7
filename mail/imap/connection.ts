import { type ExpungeEvent, ImapFlow, type ImapFlowOptions } from 'imapflow';
import { redact } from '../account/redact';
import { type Account, type ServerSettings, imapServer } from '../account/settings';
import { tlsOptions } from '../account/tls';
import { EnvelopeError, type Phase } from '../errors';
import { nameOf } from '../network';
import { imapError, sentAway } from './imapError';
import { before, cameWithin } from './within';

/** A signed-in IMAP connection. */
export type Connection = ImapFlow;

/** Against servers that announce more than a mailbox holds; the library's own bounds are 1–2 GB. */
const MAX_LITERAL_BYTES = 100 * 1024 * 1024;

export interface ConnectOptions {
	/** For name look-up, connecting, TLS, greeting and login together, at each of two attempts. */
	deadlineMs: number;
	/** Silence after which a connection counts as dead. */
	socketTimeoutMs: number;
	/**
	 * Whether the server is to tell of messages that are gone by their UIDs (QRESYNC, RFC 7162 §3.2),
	 * which can be asked for at the sign-in alone.
	 */
	qresync?: boolean;
	/** Ends the connecting at once; what becomes of the connection later is the caller's. */
	signal?: AbortSignal;
}

/**
 * Connects and signs in; with OAuth2 once more with another token, where the server refuses the first.
 *
 * @throws EnvelopeError saying in which phase it failed
 */
export async function connect(account: Account, options: ConnectOptions): Promise<Connection> {
	const { user, password, accessTokens } = account;
	if (!accessTokens) return signIn(account, { user, pass: password }, options);
	const accessToken = await accessTokens.current('IMAP');
	try {
		return await signIn(account, { user, accessToken }, options);
	} catch (error) {
		// Without a response, there was no sign-in that the server could refuse.
		const refused =
			error instanceof EnvelopeError && error.code === 'IMAP_AUTH_FAILED' && error.response;
		const another = refused && (await accessTokens.inPlaceOf(accessToken, 'IMAP'));
		if (!another) throw error;
		return signIn(account, { user, accessToken: another }, options);
	}
}

async function signIn(
	account: Account,
	auth: NonNullable<ImapFlowOptions['auth']>,
	options: ConnectOptions,
): Promise<Connection> {
	const server = imapServer(account);
	const client = new ImapFlow({
		host: server.ip ?? server.host,
		servername: server.ip && server.host,
		port: server.port,
		...security(server),
		auth,
		tls: tlsOptions(account),
		logger: false,
		disableAutoIdle: true,
		qresync: options.qresync ?? false,
		clientInfo: { name: 'n8n-nodes-envelope' },
		// A little less than ours, so that the library gets to say what it was waiting for.
		connectionTimeout: options.deadlineMs * 0.9,
		greetingTimeout: options.deadlineMs * 0.9,
		socketTimeout: options.socketTimeoutMs,
		maxLiteralSize: MAX_LITERAL_BYTES,
		maxResponseSize: MAX_LITERAL_BYTES + 1024 * 1024,
	});
	// Without a listener an error on an idle connection would end the process.
	client.on('error', () => {});
	client.on('expunge', (gone) => countOut(client, gone));
	const close = () => client.close();
	options.signal?.addEventListener('abort', close);
	try {
		options.signal?.throwIfAborted();
		await before(options.deadlineMs, client.connect(), () => {
			throw tooLate(client, account);
		});
		pathsAsTheyAre(client);
		return client;
	} catch (error) {
		close();
		throw imapError(error, account, phaseOf(client));
	} finally {
		options.signal?.removeEventListener('abort', close);
	}
}

/** Of messages that are gone by their UIDs, imapflow tells, and goes on counting them. */
function countOut(client: ImapFlow, { vanished, earlier }: ExpungeEvent): void {
	if (client.mailbox && vanished && !earlier) client.mailbox.exists--;
}

/**
 * imapflow lists the personal namespace alone (RFC 2342), and puts its prefix before every path that has
 * none, so that no folder of others could be named. What a person calls a folder is for folderPath.ts.
 */
function pathsAsTheyAre(client: ImapFlow): void {
	if (client.namespace) client.namespace = { ...client.namespace, prefix: '' };
}

/** `doSTARTTLS: true` also refuses a stripped STARTTLS and a PREAUTH greeting. */
function security({ tls }: ServerSettings) {
	return { secure: tls === 'tls', doSTARTTLS: tls === 'tls' ? undefined : tls === 'starttls' };
}

/** Our own clock: after some answers, such as a BYE to the sign-in, imapflow waits for ever. */
function tooLate(client: ImapFlow, account: Account): EnvelopeError {
	const name = nameOf(imapServer(account));
	const phase = phaseOf(client);
	if (client.byeReason === undefined) {
		return new EnvelopeError('CONNECTION_TIMEOUT', `The ${name} did not answer in time`, { phase });
	}
	const response = redact(client.byeReason, account);
	return sentAway(name, response, phase);
}

/** How far a sign-in had come. */
function phaseOf(client: ImapFlow): Phase {
	return client.greeting === undefined ? 'greeting' : 'login';
}

/** Says goodbye, but waits for it no longer than a second. */
export async function disconnect(client: Connection): Promise<void> {
	// Where the connection has ended, nobody is there to take it.
	if (client.usable)
		await cameWithin(
			1_000,
			client.logout().catch(() => {}),
		);
	client.close();
}
