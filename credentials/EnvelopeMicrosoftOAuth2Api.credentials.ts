import type { ICredentialType, INodeProperties } from 'n8n-workflow';
import { authorizationCode, hidden, hiddenPorts } from './fields/oauth2';
import { addressField, receivingFields, senderNameField, sendingFields } from './fields/owner';

const help =
	'In <a href="https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/ApplicationsListBlade" target="_blank">Microsoft Entra</a>, register an application with the redirect URL above (platform Web), add a client secret, and give it the delegated permissions IMAP.AccessAsUser.All and SMTP.Send. The mailbox needs IMAP and authenticated SMTP switched on.';

const scopes = [
	'https://outlook.office.com/IMAP.AccessAsUser.All',
	'https://outlook.office.com/SMTP.Send',
	'offline_access',
];

export class EnvelopeMicrosoftOAuth2Api implements ICredentialType {
	name = 'envelopeMicrosoftOAuth2Api';

	extends = ['oAuth2Api'];

	displayName = 'Envelope Microsoft OAuth2 API';

	documentationUrl = 'https://www.npmjs.com/package/n8n-nodes-envelope';

	icon = { light: 'file:envelope.svg', dark: 'file:envelope.dark.svg' } as const;

	properties: INodeProperties[] = [
		{ displayName: help, name: 'microsoftHelp', type: 'notice', default: '' },
		addressField(),
		senderNameField(),
		...authorizationCode,
		{
			displayName: 'Authorization URL',
			name: 'authUrl',
			type: 'string',
			default: 'https://login.microsoftonline.com/common/oauth2/v2.0/authorize',
			description: 'For an application of one tenant, its ID takes the place of common',
		},
		{
			displayName: 'Access Token URL',
			name: 'accessTokenUrl',
			type: 'string',
			default: 'https://login.microsoftonline.com/common/oauth2/v2.0/token',
			description: 'For an application of one tenant, its ID takes the place of common',
		},
		{
			displayName: 'Scope',
			name: 'scope',
			type: 'string',
			default: scopes.join(' '),
			description: 'Only a national cloud has others',
		},
		hidden('Query Parameters', 'authQueryParameters', 'response_mode=query&prompt=select_account'),
		{
			displayName: 'SMTP Host',
			name: 'smtpHost',
			type: 'string',
			default: '',
			placeholder: 'e.g. smtp.office365.us',
			description: 'Leave empty, but in a national cloud',
		},
		{
			displayName: 'IMAP Host',
			name: 'imapHost',
			type: 'string',
			default: '',
			placeholder: 'e.g. outlook.office365.us',
			description: 'Leave empty, but in a national cloud',
		},
		...hiddenPorts,
		...sendingFields(),
		...receivingFields(),
	];
}
