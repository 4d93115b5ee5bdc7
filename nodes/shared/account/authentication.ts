import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import type { OAuth2Provider } from '../../../mail/account/oauth2';
import { checked } from '../checked';

/** Whose values are the types of credentials; each credential of a node is shown for its own. */
// Each node writes out its credentials, and its subtitle: n8n's linters read literals alone.
export const authenticationField: INodeProperties = {
	displayName: 'Account',
	name: 'authentication',
	type: 'options',
	noDataExpression: true,
	options: [
		{ name: 'Address and App Password', value: 'envelopeAccount' },
		{ name: 'Google (OAuth2)', value: 'envelopeGoogleOAuth2Api' },
		{ name: 'Microsoft (OAuth2)', value: 'envelopeMicrosoftOAuth2Api' },
	],
	default: 'envelopeAccount',
	description: 'How to sign in to the mailbox',
};

const types = ['envelopeAccount', 'envelopeGoogleOAuth2Api', 'envelopeMicrosoftOAuth2Api'] as const;

export type CredentialType = (typeof types)[number];

/** Those that sign in with OAuth2. */
export const oauth2Providers: Partial<Record<CredentialType, OAuth2Provider>> = {
	envelopeGoogleOAuth2Api: 'google',
	envelopeMicrosoftOAuth2Api: 'microsoft',
};

/** Workflows from before there was a choice have no value. */
const authentication = z
	.enum(types, { error: 'The way to sign in is unknown: choose the credential of the node again' })
	.default(types[0]);

/** @param value of the field @throws EnvelopeError INVALID_FIELD */
export function credentialTypeIn(value: unknown): CredentialType {
	return checked(authentication, value);
}
