import type { IDataObject } from 'n8n-workflow';
import { type GrantStore, RenewalError } from '../../mail/account/accessTokens';
import { accountFromOAuth2, grantOf } from '../../mail/account/oauth2';
import type { Account } from '../../mail/account/settings';
import type { Ports } from '../../sandbox/mailserver';
import { alice } from './account';
import { client, type TokenData, type TokenServer } from './tokenServer';

/** Data of the credential Envelope Google OAuth2 API for Alice's mailbox on a test server, over TLS. */
export function oauth2Credential(
	server: { ports: Pick<Ports, 'smtps' | 'imaps'>; ca: string },
	tokens: TokenServer,
	oauthTokenData: TokenData,
): IDataObject {
	return {
		...client,
		grantType: 'authorizationCode',
		authentication: 'body',
		authUrl: `http://127.0.0.1:${tokens.port}/authorize`,
		accessTokenUrl: `http://127.0.0.1:${tokens.port}/token`,
		scope: 'https://mail.google.com/',
		address: alice,
		smtpHost: '127.0.0.1',
		smtpPort: server.ports.smtps,
		smtpTls: 'tls',
		imapHost: '127.0.0.1',
		imapPort: server.ports.imaps,
		imapTls: 'tls',
		caCertificate: server.ca,
		sentCopy: 'never',
		oauthTokenData,
	};
}

/** The account of such a credential, outside n8n: what n8n does to renew is done here. */
export function oauth2Account(credential: IDataObject): Account {
	const store: GrantStore = {
		read: async () => grantOf(credential),
		refresh: async () => {
			const { refresh_token } = credential.oauthTokenData as TokenData;
			const response = await fetch(credential.accessTokenUrl as string, {
				method: 'POST',
				body: new URLSearchParams({
					...{ grant_type: 'refresh_token', refresh_token },
					...{ client_id: client.clientId, client_secret: client.clientSecret },
				}),
			});
			if (!response.ok) throw new RenewalError('revoked', 'the access was revoked');
			const answer = (await response.json()) as { access_token: string; expires_in: number };
			const n8n_expires_at = String(Date.now() + answer.expires_in * 1000);
			credential.oauthTokenData = { ...answer, refresh_token, n8n_expires_at };
			return grantOf(credential);
		},
	};
	return accountFromOAuth2('google', credential, 'c1', store);
}

/** Fails where text that a person may see holds the beginning of a secret, as it is or in base64. */
export function expectNoToken(text: string, tokens: TokenServer): void {
	const words = text.match(/[A-Za-z0-9+/]{16,}={0,2}/g) ?? [];
	const decoded = words.map((word) => Buffer.from(word, 'base64').toString('latin1'));
	for (const secret of tokens.secrets()) {
		expect([text, ...decoded].join('\n')).not.toContain(secret.slice(0, 20));
	}
}
