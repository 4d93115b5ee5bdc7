import { runNode } from '../../../test/support/engine';
import { builtInNode } from '../../support/nodes';
import { SUBJECT } from '../mails';
import { LOGIN } from '../smtpSink';
import type { Sender, Target } from './sender';

const parameters = {
	resource: 'email',
	operation: 'send',
	fromEmail: LOGIN.user,
	toEmail: '={{ $json.to }}',
	subject: SUBJECT,
	emailFormat: 'both',
	text: '={{ $json.text }}',
	html: '={{ $json.html }}',
	// Its only way to a server with a certificate of its own is not to check it.
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
				credential: credential(target),
				items: mails.map((mail) => ({ json: { ...mail } })),
			});
			if (error) throw error;
		},
		close: () => {},
	};
}

function credential({ port, security }: Target) {
	return {
		user: LOGIN.user,
		password: LOGIN.pass,
		host: '127.0.0.1',
		port,
		secure: security === 'tls',
		disableStartTls: false,
	};
}
