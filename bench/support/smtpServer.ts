import type { SMTPServerOptions } from 'smtp-server';
import { localCertificate } from '../../sandbox/mailserver/certificate';
import { listen } from '../../sandbox/mailserver/listener';
import { PromptSmtpServer } from '../../sandbox/mailserver/smtp';
import { LOGIN } from './account';

/** What a sink does with a connection and with a message. */
export interface SinkHandlers extends Pick<SMTPServerOptions, 'onConnect' | 'onClose' | 'onData'> {
	onLogin?: () => void;
}

/**
 * Listens for mail from whoever signs in. It greets at once and sends without delay (TCP_NODELAY),
 * so that one connection per message costs what a client makes of it, and not what this server adds.
 *
 * @returns its ports on 127.0.0.1 and its certificate, PEM
 */
export async function listenForMail({ onLogin, ...handlers }: SinkHandlers) {
	const certificate = await localCertificate();
	const options: SMTPServerOptions = {
		...handlers,
		...certificate,
		name: 'localhost',
		disableReverseLookup: true,
		logger: false,
		onAuth({ username, password }, _session, callback) {
			const right = username === LOGIN.user && password === LOGIN.pass;
			if (right) onLogin?.();
			callback(right ? null : new Error('Wrong password'), { user: username });
		},
	};
	const portWith = async (secure: boolean) => {
		const server = new PromptSmtpServer({ ...options, secure, secured: secure });
		server.on('error', () => {}); // a client that goes away
		const { port } = await listen({
			port: 0,
			implicitTls: secure ? certificate : undefined,
			onSocket: (socket) => server.connect(socket),
		});
		return port;
	};
	return { starttls: await portWith(false), tls: await portWith(true), ca: certificate.cert };
}
