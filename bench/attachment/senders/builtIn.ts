import { runNode } from '../../../test/support/engine';
import { builtInAccount, LOGIN } from '../../support/account';
import { builtInNode } from '../../support/nodes';
import { MAIL, type Sender } from './sender';

const parameters = {
	resource: 'email',
	operation: 'send',
	fromEmail: LOGIN.user,
	toEmail: MAIL.to,
	subject: MAIL.subject,
	emailFormat: 'text',
	text: MAIL.text,
	options: { attachments: 'data', appendAttribution: false, allowUnauthorizedCerts: true },
};

/** n8n's node Send Email, with the same item in the same engine. */
export const builtIn: Sender = async (target) => {
	const node = await builtInNode('emailSend');
	return async (file) => {
		const { error } = await runNode({
			node,
			typeVersion: 2.1,
			parameters,
			credentialType: 'smtp',
			credential: builtInAccount(target),
			items: [{ json: {}, binary: { data: file } }],
		});
		if (error) throw error;
	};
};
