import type {
	IExecuteFunctions,
	ILoadOptionsFunctions,
	ITriggerFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';
import { accountFromOAuth2 } from '../../mail/account/oauth2';
import { readAccount } from '../../mail/account/readAccount';
import type { Account } from '../../mail/account/settings';
import { credentialTypeIn, oauth2Providers } from './authentication';
import { grantStore } from './grantStore';

/** Wherever n8n gives out credentials. */
export type AccountContext =
	IExecuteFunctions | ILoadOptionsFunctions | ITriggerFunctions | IWebhookFunctions;

/**
 * The mailbox that the user chose. n8n reads the credential anew at each call.
 *
 * @throws EnvelopeError INVALID_ACCOUNT
 */
export async function accountOf(context: AccountContext, itemIndex?: number): Promise<Account> {
	const { parameters, credentials } = context.getNode();
	// The same in every context, where getNodeParameter is not; and it is no expression.
	const type = credentialTypeIn(parameters.authentication);
	const data = await context.getCredentials(type, itemIndex);
	const provider = oauth2Providers[type];
	if (!provider) return readAccount(data);
	const id = credentials?.[type]?.id ?? '';
	return accountFromOAuth2(provider, data, id, grantStore(context, type));
}
