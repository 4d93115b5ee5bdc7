import { runNode } from '../../../test/support/engine';
import { builtInAccount, LOGIN } from '../../support/account';
import { builtInNode } from '../../support/nodes';
import { SUBJECT } from '../mails';
import type { Sender } from './sender';

const parameters = {
	resource: 'email',
	operation: 'send',
	fromEmail: LOGIN.user,
	toEmail: '={{ $json.to }}',
	subject: SUBJECT,
	emailFormat: 'both',
	text: '={{ $json.text }}',
	html: '={{ $json.html }}',
	options: { appendAttribution: false, allowUnauthorizedCerts: true },
};

/** n8n's node Send Email, with the same items in the same engine. */
export async function builtIn(): Promise<Sender> {
	const node = await builtInNode('emailSend');
	return {
		name: 'n8n Send Email',
		async send(mails, target) {
			const { error } = await runNode({
				node,
				typeVersion: 2.1,
				parameters,
				credentialType: 'smtp',
				credential: builtInAccount(target),
				items: mails.map((mail) => ({ json: { ...mail } })),
			});
			if (error) throw error;
		},
		close: () => {},
	};
}
