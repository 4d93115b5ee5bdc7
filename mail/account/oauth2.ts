import { z } from 'zod';
import { EnvelopeError, problemsOf } from '../errors';
import { AccessTokens, type Grant, type GrantStore } from './accessTokens';
import { keyOf, ownerFields, ownerOf } from './owner';
import { certificatesIn } from './pem';
import { endpoints, presets } from './presets';
import { type Account, port, type ServerSettings, tlsMode } from './settings';

export type OAuth2Provider = 'google' | 'microsoft';

/** What n8n keeps of a token server's answer. */
const connected = z.object({
	oauthTokenData: z.object({
		access_token: z.string().min(1),
		/** n8n's own reckoning; absent where the credential was imported. */
		n8n_expires_at: z.coerce.number().positive().optional().catch(undefined),
	}),
});

/** A token never travels in the clear. */
const encrypted = tlsMode.exclude(['none']);

/** The hosts are those of the provider, unless the credential names others, as national clouds need. */
const serverFields = z.object({
	smtpHost: z.string().trim().default(''),
	smtpPort: port(587),
	smtpTls: encrypted.catch('starttls'),
	imapHost: z.string().trim().default(''),
	imapPort: port(993),
	imapTls: encrypted.catch('tls'),
	caCertificate: z.string().default(''),
});

const credential = ownerFields.extend(serverFields.shape);

/** Mailboxes of persons have another SMTP server than those of companies. */
const personal = /@(outlook|hotmail|live|msn)\.[a-z.]+$/i;

/**
 * Reads the fields of a credential Envelope Google or Microsoft OAuth2 API.
 *
 * @param data the decrypted credential as n8n gives it
 * @param id of the credential: the accounts of different ones share nothing, so that nobody uses a
 * connection that somebody else signed in
 * @param store that credential
 * @throws EnvelopeError INVALID_ACCOUNT, naming the field
 */
export function accountFromOAuth2(
	provider: OAuth2Provider,
	data: unknown,
	id: string,
	store: GrantStore,
): Account {
	const parsed = credential.safeParse(data);
	if (!parsed.success) throw invalid(problemsOf(parsed.error));
	const fields = parsed.data;
	const { smtp, imap } = serversOf(provider, fields);
	const settings = {
		...ownerOf(fields, smtp),
		user: fields.address,
		password: '',
		smtp,
		imap,
		ca: certificatesIn(fields.caCertificate).join('') || undefined,
		allowSelfSigned: false,
	};
	const key = keyOf({ id, provider, ...settings });
	return { ...settings, key, accessTokens: new AccessTokens(key, grantOf(data), store) };
}

/** The grant of a credential as n8n gives it. @throws EnvelopeError INVALID_ACCOUNT */
export function grantOf(data: unknown): Grant {
	const parsed = connected.safeParse(data);
	if (!parsed.success) throw invalid('it is not connected yet; open it in n8n and connect it');
	const { access_token, n8n_expires_at } = parsed.data.oauthTokenData;
	return { accessToken: access_token, expiresAt: n8n_expires_at };
}

function serversOf(
	provider: OAuth2Provider,
	fields: z.infer<typeof serverFields> & { address: string },
): { smtp: ServerSettings; imap: ServerSettings } {
	const ofMicrosoft = personal.test(fields.address) ? 'outlook' : 'microsoft365';
	const id = provider === 'google' ? 'gmail' : ofMicrosoft;
	const preset = presets.find((candidate) => candidate.id === id);
	if (!preset) throw invalid(`there is no provider "${id}"`);
	const { smtp, imap } = endpoints(preset);
	const ownSmtp = { host: fields.smtpHost, port: fields.smtpPort, tls: fields.smtpTls };
	const ownImap = { host: fields.imapHost, port: fields.imapPort, tls: fields.imapTls };
	return {
		smtp: { protocol: 'SMTP', ...(fields.smtpHost === '' ? smtp : ownSmtp) },
		imap: { protocol: 'IMAP', ...(fields.imapHost === '' ? imap : ownImap) },
	};
}

function invalid(what: string): EnvelopeError {
	const title = 'The OAuth2 credential cannot be used';
	return new EnvelopeError('INVALID_ACCOUNT', `${title}: ${what}`, { phase: 'settings' });
}
