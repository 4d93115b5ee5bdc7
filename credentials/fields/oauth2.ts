import type { INodeProperties } from 'n8n-workflow';

/** A field that is not in the form: its value, unless a credential is imported with another. */
export function hidden(displayName: string, name: string, value: string): INodeProperties {
	return { displayName, name, type: 'hidden', default: value };
}

/** How n8n gets and renews the tokens. */
export const authorizationCode = [
	hidden('Grant Type', 'grantType', 'authorizationCode'),
	hidden('Authentication', 'authentication', 'body'),
];

/**
 * Where the servers are to be reached, instead of the provider's own; the tests go to servers of
 * their own by them.
 */
export const hiddenPorts = [
	hidden('SMTP Port', 'smtpPort', ''),
	hidden('SMTP Security', 'smtpTls', ''),
	hidden('IMAP Port', 'imapPort', ''),
	hidden('IMAP Security', 'imapTls', ''),
	hidden('CA Certificate', 'caCertificate', ''),
];
