import type { ICredentialType, INodeProperties } from 'n8n-workflow';
import { authorizationCode, hidden, hiddenPorts } from './fields/oauth2';
import { addressField, receivingFields, senderNameField, sendingFields } from './fields/owner';

const help =
	'In the <a href="https://console.cloud.google.com/apis/credentials" target="_blank">Google Cloud console</a>, switch on the Gmail API and make an OAuth client ID for a web application with the redirect URL above. The consent screen needs the scope https://mail.google.com/; while it is in testing, Google ends the access after seven days.';

export class EnvelopeGoogleOAuth2Api implements ICredentialType {
	name = 'envelopeGoogleOAuth2Api';

	extends = ['oAuth2Api'];

	displayName = 'Envelope Google OAuth2 API';

	documentationUrl = 'https://www.npmjs.com/package/n8n-nodes-envelope';

	icon = { light: 'file:envelope.svg', dark: 'file:envelope.dark.svg' } as const;

	properties: INodeProperties[] = [
		{ displayName: help, name: 'googleHelp', type: 'notice', default: '' },
		addressField(),
		senderNameField(),
		...authorizationCode,
		hidden('Authorization URL', 'authUrl', 'https://accounts.google.com/o/oauth2/v2/auth'),
		hidden('Access Token URL', 'accessTokenUrl', 'https://oauth2.googleapis.com/token'),
		hidden('Scope', 'scope', 'https://mail.google.com/'),
		// Without both of them Google gives a refresh token the first time only.
		hidden('Query Parameters', 'authQueryParameters', 'access_type=offline&prompt=consent'),
		hidden('SMTP Host', 'smtpHost', ''),
		hidden('IMAP Host', 'imapHost', ''),
		...hiddenPorts,
		...sendingFields(),
		...receivingFields(),
	];
}
