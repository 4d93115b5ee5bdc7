import nodemailer from 'nodemailer';
import { MAX_CONNECTIONS } from '../../../mail/smtp/pool';
import { LOGIN, nodemailerAccount } from '../../support/account';
import { SUBJECT } from '../mails';
import type { Sender } from './sender';

/**
 * The library alone with as many connections as Envelope: the limit. It may use a connection for
 * any number of messages, and is given them all at once.
 */
export function rawNodemailer(): Sender {
	return {
		name: `nodemailer, pool of ${MAX_CONNECTIONS}`,
		async send(mails, target) {
			const transport = nodemailer.createTransport({
				...nodemailerAccount(target),
				pool: true,
				maxConnections: MAX_CONNECTIONS,
				maxMessages: Infinity,
			});
			const common = { from: LOGIN.user, subject: SUBJECT };
			await Promise.all(mails.map((mail) => transport.sendMail({ ...common, ...mail })));
			transport.close();
		},
		close: () => {},
	};
}
