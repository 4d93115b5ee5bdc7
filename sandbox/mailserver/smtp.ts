import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { SMTPConnection } from 'smtp-server/lib/smtp-connection';
import type { Accounts } from './accounts';
import type { Certificate } from './certificate';

export interface SmtpOptions {
	accounts: Accounts;
	certificate: Certificate;
	/** Whether the sockets are already under TLS. */
	secure: boolean;
	maxMessageSize?: number;
	onLogin: () => void;
}

const MEBIBYTE = 1024 * 1024;

/** As Google says it. */
const refusedToken = { status: '400', schemes: 'Bearer', scope: 'https://mail.google.com/' };

/**
 * SMTP submission (RFC 6409) with AUTH PLAIN and LOGIN, and XOAUTH2 where tokens are taken, also in
 * plaintext so that the TLS mode "none" can be tried. Delivers to the server's own mailboxes and refuses any other recipient.
 * Returns what takes a new socket.
 */
export function smtpSubmission(options: SmtpOptions): (socket: Socket) => void {
	const { accounts, certificate, secure, maxMessageSize = 30 * MEBIBYTE, onLogin } = options;
	const server = new PromptSmtpServer({
		...certificate,
		secure,
		secured: secure,
		name: 'localhost',
		size: maxMessageSize,
		rejectOversized: true,
		hideENHANCEDSTATUSCODES: false,
		allowInsecureAuth: true,
		disableReverseLookup: true,
		authMethods: ['PLAIN', 'LOGIN', ...(accounts.takesTokens ? ['XOAUTH2'] : [])],
		logger: false,
		onAuth({ username = '', password, accessToken }, _session, callback) {
			if (accessToken !== undefined) {
				const accepted = accounts.signInWithToken(username, accessToken);
				if (accepted) onLogin();
				callback(null, accepted ? { user: username } : { data: refusedToken });
				return;
			}
			if (!accounts.signIn(username, password ?? '')) {
				callback(replyError(535, 'Invalid user name or password'));
				return;
			}
			onLogin();
			callback(null, { user: username });
		},
		onRcptTo({ address }, _session, callback) {
			callback(accounts.has(address) ? null : replyError(550, `No such user here: ${address}`));
		},
		onData(stream, session, callback) {
			receive(accounts, stream, session).then(
				(id) => callback(null, `Accepted as ${id}`),
				callback,
			);
		},
	});
	server.on('error', () => {}); // a client that goes away or dislikes the certificate
	return (socket) => server.connect(socket);
}

async function receive(
	accounts: Accounts,
	stream: SMTPServerDataStream,
	{ envelope, transmissionType }: SMTPServerSession,
): Promise<string> {
	const message = await buffer(stream);
	const id = randomUUID();
	if (stream.sizeExceeded) return id; // the server answers 552 whatever comes back from here
	const sender = envelope.mailFrom ? envelope.mailFrom.address : '';
	const trace =
		`Return-Path: <${sender}>\r\n` +
		`Received: from [127.0.0.1] by localhost with ${transmissionType} id ${id};\r\n` +
		` ${new Date().toUTCString().replace('GMT', '+0000')}\r\n`;
	const mailboxes = new Set(envelope.rcptTo.map(({ address }) => accounts.get(address)));
	for (const mailbox of mailboxes) mailbox.deliver(Buffer.concat([Buffer.from(trace), message]));
	return id;
}

/** smtp-server puts the enhanced status code (RFC 3463) before the text itself. */
function replyError(responseCode: number, message: string): Error {
	return Object.assign(new Error(message), { responseCode });
}

/** smtp-server holds its greeting back for 100 ms to catch spammers; no option turns that off. */
export class PromptSmtpServer extends SMTPServer {
	override connect(socket: Socket): void {
		const connection = new SMTPConnection(this, socket);
		this.connections.add(connection);
		connection.on('error', () => {});
		connection._setListeners(() => connection.connectionReady());
	}
}
