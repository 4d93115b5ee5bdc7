import { z } from 'zod';
import { type GrantStore, RenewalError } from '../../../mail/account/accessTokens';
import { grantOf } from '../../../mail/account/oauth2';
import type { AccountContext } from './account';
import type { CredentialType } from './authentication';

/**
 * An OAuth2 credential of n8n, read and renewed as long as the context lives; n8n lets one process
 * at a time renew it.
 */
export function grantStore(context: AccountContext, type: CredentialType): GrantStore {
	return {
		read: async () => grantOf(await context.getCredentials(type)),
		refresh: async () => {
			try {
				// As a method of `helpers` it would not find the credential.
				const renewing = context.helpers.refreshOAuth2Token.call(context, type);
				const oauthTokenData: unknown = await renewing;
				return grantOf({ oauthTokenData });
			} catch (error) {
				throw renewalError(error);
			}
		},
	};
}

/** What n8n's OAuth2 client throws (n8n-core 2.40): the answer of the token server, or of the network. */
const failure = z.object({
	message: z.string().catch(''),
	/** RFC 6749 §5.2 */
	body: z.object({ error: z.string() }).optional().catch(undefined),
	status: z.number().optional().catch(undefined),
	code: z.string().optional().catch(undefined),
});

/** Codes of RFC 6749 that do not ask for another person's deed. */
const passing = ['temporarily_unavailable', 'server_error', 'slow_down'];

/** Only codes go on from here: texts may hold what was sent, which is the refresh token. */
function renewalError(error: unknown): RenewalError {
	const { message, body, status, code = '' } = failure.catch({ message: '' }).parse(error);
	const refusal = body && /^[a-z_]{1,40}$/.test(body.error) ? body.error : undefined;
	if (refusal === 'invalid_grant' || /reconnect|not connected/i.test(message)) {
		return new RenewalError('revoked', 'the access was revoked or has expired');
	}
	if (refusal !== undefined && !passing.includes(refusal)) {
		return new RenewalError('refused', `the token server answered ${refusal}`);
	}
	if (status !== undefined) {
		return new RenewalError('failed', `the token server answered with HTTP status ${status}`);
	}
	const network = /^E[A-Z_]{3,30}$/.test(code) ? ` (${code})` : '';
	return new RenewalError('failed', `the token server was not reached${network}`);
}
