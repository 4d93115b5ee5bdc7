import type {
	IExecuteFunctions,
	ILoadOptionsFunctions,
	ITriggerFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';
import { accountFromOAuth2 } from '../../../mail/account/oauth2';
import { readAccount } from '../../../mail/account/readAccount';
import type { Account } from '../../../mail/account/settings';
import { type CredentialType, credentialTypeIn, oauth2Providers } from './authentication';
import { grantStore } from './grantStore';
import { nodeOf } from '../nodeOf';

/** Wherever n8n gives out credentials. */
export type AccountContext =
	IExecuteFunctions | ILoadOptionsFunctions | ITriggerFunctions | IWebhookFunctions;

/** The last account of an execution: nearly always that of its next item, too. */
const accounts = new WeakMap<AccountContext, { source: string; account: Account }>();

/**
 * The mailbox that the user chose. n8n reads the credential anew at each call.
 *
 * @throws EnvelopeError INVALID_ACCOUNT
 */
export async function accountOf(context: AccountContext, itemIndex?: number): Promise<Account> {
	// The same in every context, where getNodeParameter is not; and it is no expression.
	const type = credentialTypeIn(nodeOf(context).parameters.authentication);
	const data = await context.getCredentials(type, itemIndex);
	const source = JSON.stringify([type, data]);
	const known = accounts.get(context);
	if (known?.source === source) return known.account;
	const account = await read(context, type, data);
	accounts.set(context, { source, account });
	return account;
}

function read(
	context: AccountContext,
	type: CredentialType,
	data: unknown,
): Account | Promise<Account> {
	const provider = oauth2Providers[type];
	if (!provider) return readAccount(data);
	const id = nodeOf(context).credentials?.[type]?.id ?? '';
	return accountFromOAuth2(provider, data, id, grantStore(context, type));
}
