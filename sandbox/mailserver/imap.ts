import hoodiecrow, { type Attribute, type Command, type Connection } from 'hoodiecrow-imap';
import type { Socket } from 'node:net';
import type { Accounts } from './accounts';
import { pluginsWithout } from './capabilities';
import type { Certificate } from './certificate';
import type { Mailbox } from './mailbox';

export interface ImapOptions {
	accounts: Accounts;
	certificate: Certificate;
	/** Whether the sockets are already under TLS. */
	secure: boolean;
	withoutCapabilities?: string[];
	onLogin: () => void;
}

/**
 * The IMAP server that a client talks to until it has signed in. From then on the connection belongs
 * to the server of its own mailbox, since hoodiecrow knows only one mailbox per server.
 * Returns what takes a new socket.
 */
export function imapFrontDoor(options: ImapOptions): (socket: Socket) => void {
	const { accounts, certificate, secure, withoutCapabilities, onLogin } = options;
	const lobby = hoodiecrow({
		plugins: [...pluginsWithout(withoutCapabilities), ...(accounts.takesTokens ? ['XOAUTH2'] : [])],
		users: {},
		storage: { INBOX: {}, '': { separator: '/' } },
		credentials: { ...certificate },
		secureConnection: secure,
	});
	lobby.setMaxListeners(0);

	const letIn = (connection: Connection, command: Command, mailbox: Mailbox | undefined) => {
		if (!mailbox || connection.state !== 'Not Authenticated') {
			refuse(connection, command);
			return;
		}
		lobby.off('notify', connection._notificationCallback);
		mailbox.imap.on('notify', connection._notificationCallback);
		connection.server = mailbox.imap;
		connection.state = 'Authenticated';
		onLogin();
		const attributes: Attribute[] = [{ type: 'TEXT', value: 'Logged in' }];
		connection.send({ tag: command.tag, command: 'OK', attributes }, 'LOGIN SUCCESS', command);
	};

	const signIn = (connection: Connection, command: Command, user: string, password: string) =>
		letIn(connection, command, accounts.signIn(user, password));

	lobby.setCommandHandler('LOGIN', (connection, command, _line, done) => {
		const [user, password] = command.attributes ?? [];
		signIn(connection, command, utf8(user), utf8(password));
		done();
	});

	if (lobby.getCommandHandler('AUTHENTICATE PLAIN')) {
		lobby.setCommandHandler('AUTHENTICATE PLAIN', (connection, command, _line, done) => {
			const answer = (response: string) => {
				connection.inputHandler = false;
				const [, user = '', password = ''] = Buffer.from(response, 'base64').toString().split('\0');
				signIn(connection, command, user, password);
				done();
			};
			const [initialResponse] = command.attributes ?? [];
			if (initialResponse) return answer(utf8(initialResponse));
			connection.inputHandler = answer;
			connection.socket?.write('+ \r\n');
		});
	}
	if (accounts.takesTokens) {
		lobby.setCommandHandler('AUTHENTICATE XOAUTH2', (connection, command, _line, done) => {
			const response = Buffer.from(utf8(command.attributes?.[0]), 'base64').toString();
			const [user = '', authorization = ''] = response.split('\x01');
			const token = authorization.replace('auth=Bearer ', '');
			const mailbox = accounts.signInWithToken(user.replace('user=', ''), token);
			if (mailbox) {
				letIn(connection, command, mailbox);
				done();
				return;
			}
			// The client answers the reason with an empty line.
			connection.inputHandler = () => {
				connection.inputHandler = false;
				refuse(connection, command);
				done();
			};
			connection.socket?.write(`+ ${Buffer.from('{"status":"400"}').toString('base64')}\r\n`);
		});
	}
	return (socket) => {
		lobby.createClient(socket);
		// hoodiecrow takes all listeners off a socket that closes, and what it still writes may fail.
		socket.on('close', () => socket.on('error', () => {}));
	};
}

function refuse(connection: Connection, command: Command): void {
	const attributes: Attribute[] = [
		{ type: 'SECTION', section: [{ type: 'ATOM', value: 'AUTHENTICATIONFAILED' }] },
		{ type: 'TEXT', value: 'Invalid credentials' },
	];
	connection.send({ tag: command.tag, command: 'NO', attributes }, 'LOGIN FAILED', command);
}

/** hoodiecrow reads the wire as latin1. */
function utf8(attribute: Attribute): string {
	const isToken = attribute && typeof attribute === 'object' && 'value' in attribute;
	return isToken ? Buffer.from(attribute.value ?? '', 'latin1').toString() : '';
}
