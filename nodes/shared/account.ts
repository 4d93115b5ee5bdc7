import type { FunctionsBase } from 'n8n-workflow';
import { type Account, accountFromCredential } from '../../mail/account/settings';

/**
 * The mailbox that the user chose. n8n reads the credential anew at each call.
 *
 * @throws EnvelopeError INVALID_ACCOUNT
 */
export async function accountOf(
	context: Pick<FunctionsBase, 'getCredentials'>,
	itemIndex?: number,
): Promise<Account> {
	return accountFromCredential(await context.getCredentials('envelopeAccount', itemIndex));
}
