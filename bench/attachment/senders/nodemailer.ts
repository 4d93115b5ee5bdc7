import { Container } from '@n8n/di';
import { BinaryDataService } from 'n8n-core';
import { createTransport } from 'nodemailer';
import { LOGIN, nodemailerAccount } from '../../support/account';
import { MAIL, type Sender } from './sender';

/** The library alone, given the store's own stream: the limit. */
export const nodemailer: Sender = async (target) => {
	const transport = createTransport(nodemailerAccount(target));
	return async ({ id = '', fileName }) => {
		const content = await Container.get(BinaryDataService).getAsStream(id);
		const attachments = [{ filename: fileName, content }];
		await transport.sendMail({ ...MAIL, from: LOGIN.user, attachments });
	};
};
