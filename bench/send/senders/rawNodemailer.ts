import nodemailer from 'nodemailer';
import { MAX_CONNECTIONS } from '../../../mail/smtp/pool';
import { SUBJECT } from '../mails';
import { LOGIN } from '../smtpSink';
import type { Sender, Target } from './sender';

/**
 * The library alone with as many connections as Envelope: the limit. It may use a connection for
 * any number of messages, and is given them all at once.
 */
export function rawNodemailer(): Sender {
	return {
		name: `nodemailer, pool of ${MAX_CONNECTIONS}`,
		async send(mails, target) {
			const transport = pooledTransport(target);
			const common = { from: LOGIN.user, subject: SUBJECT };
			await Promise.all(mails.map((mail) => transport.sendMail({ ...common, ...mail })));
			transport.close();
		},
		close: () => {},
	};
}

function pooledTransport({ port, security, ca }: Target) {
	return nodemailer.createTransport({
		host: '127.0.0.1',
		port,
		secure: security === 'tls',
		requireTLS: true,
		auth: LOGIN,
		tls: { ca },
		pool: true,
		maxConnections: MAX_CONNECTIONS,
		maxMessages: Infinity,
	});
}
