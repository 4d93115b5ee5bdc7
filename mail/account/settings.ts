import { z } from 'zod';
import { EnvelopeError, problemsOf } from '../errors';
import type { AccessTokens } from './accessTokens';
import type { Detected, DetectedProvider, DetectedServers } from './detect/detected';
import { domainName } from './internet/domainName';
import { filledIn } from './detect/userName';
import { keyOf, ownerFields, ownerOf } from './owner';
import { certificatesIn } from './pem';
import { endpoints, microsoftCredential, presets } from './presets';

/** How the connection is secured: `starttls` refuses to go on where the server cannot upgrade. */
export type TlsMode = 'tls' | 'starttls' | 'none';

export interface ServerSettings {
	protocol: 'SMTP' | 'IMAP';
	host: string;
	/** Where the host was found to be, and is to be connected to; without it, wherever DNS says. */
	ip?: string;
	port: number;
	tls: TlsMode;
}

/** Everything needed to use one mailbox; made from the credential alone. */
export interface Account {
	address: string;
	senderName: string;
	user: string;
	password: string;
	/** What signs in instead of a password, with OAuth2. */
	accessTokens?: AccessTokens;
	/** Absent for a receive-only mailbox. */
	smtp?: ServerSettings;
	/** Absent for a send-only mailbox. */
	imap?: ServerSettings;
	/** Certificates to trust besides the system's, in PEM. */
	ca?: string;
	allowSelfSigned: boolean;
	/** Further addresses that its owner lets it send as, in lower case. */
	aliases: string[];
	/** What is put under a message that asks for it; either may be empty. */
	signature: { text: string; html: string };
	/** Whether what is sent is put into the Sent folder; `unlessFiled` looks first whether the server did. */
	sentCopy: 'always' | 'unlessFiled' | 'never' | 'leftToServer';
	/** How many the provider lets it write to in a day, where that is known. */
	dailyRecipients?: number;
	/** The authserv-id (RFC 8601) of the server that receives its mail, where its owner says it. */
	authenticationServer?: string;
	/** Same key, same connections: any change to the credential gives another one. */
	key: string;
}

export const tlsMode = z.enum(['tls', 'starttls', 'none']);
/** Cleared, the field holds an empty text; so may one that is hidden. */
export const port = (usual: number) =>
	z.preprocess(
		(value) => (value === '' || value === null ? undefined : value),
		z.coerce.number().int().min(1).max(65535).default(usual),
	);

const credential = ownerFields.extend({
	provider: z.string().default('detect'),
	region: z.string().optional(),
	user: z.string().trim().default(''),
	password: z.string().default(''),
	use: z.enum(['sendAndReceive', 'send', 'receive']).default('sendAndReceive'),
	smtpHost: z.string().trim().default(''),
	smtpPort: port(465),
	smtpTls: tlsMode.default('tls'),
	imapHost: z.string().trim().default(''),
	imapPort: port(993),
	imapTls: tlsMode.default('tls'),
	caCertificate: z.string().trim().default(''),
	allowSelfSigned: z.boolean().default(false),
});

type Credential = z.infer<typeof credential>;

/** Where an account's servers come from: a provider, the domain itself, or the form. */
type Origin = Omit<DetectedProvider, 'source'> | DetectedServers | 'form';

/**
 * Reads the fields of the credential Envelope Account.
 *
 * @param data the decrypted credential as n8n gives it
 * @param detected what was found for domainToDetect, where that gives a domain
 * @throws EnvelopeError INVALID_ACCOUNT, naming the field
 */
export function accountFromCredential(data: unknown, detected?: Detected): Account {
	const fields = fieldsIn(data);
	const origin = originOf(fields, detected);
	const smtp = fields.use === 'receive' ? undefined : smtpOf(fields, origin);
	const settings = {
		...ownerOf(fields, smtp),
		user: userOf(fields, origin),
		password: fields.password,
		smtp,
		imap: fields.use === 'send' ? undefined : imapOf(fields, origin),
		ca: mayOwnCertificate(origin) ? ownCertificates(fields.caCertificate) : undefined,
		allowSelfSigned: mayOwnCertificate(origin) && fields.allowSelfSigned,
	};
	return { ...settings, key: keyOf(settings) };
}

/**
 * The domain whose servers have to be found before the credential can be read; undefined where the
 * credential names them itself.
 *
 * @throws EnvelopeError INVALID_ACCOUNT
 */
export function domainToDetect(data: unknown): string | undefined {
	const { provider, address } = fieldsIn(data);
	if (provider !== 'detect') return undefined;
	const domain = domainName(address.slice(address.lastIndexOf('@') + 1));
	if (domain !== undefined) return domain;
	throw invalid(
		'what follows the @ of the email address is no name of a domain, so that the servers cannot be found by it; choose Custom',
	);
}

function fieldsIn(data: unknown): Credential {
	const parsed = credential.safeParse(data);
	if (!parsed.success) throw invalid(problemsOf(parsed.error));
	const { provider, password, use } = parsed.data;
	// Only a server of one's own may take mail to send without a sign-in.
	const mayDoWithout = provider === 'custom' && use === 'send';
	if (password === '' && !mayDoWithout) throw invalid('the password is missing');
	return parsed.data;
}

function originOf({ provider, region }: Credential, detected?: Detected): Origin {
	if (provider === 'custom') return 'form';
	const preset = presets.find(({ id }) => id === provider);
	const origin = provider === 'detect' ? detected : preset && { preset, region };
	if (!origin) throw invalid(`there is no provider "${provider}"`);
	if ('preset' in origin && origin.preset.signIn === 'oauth2') {
		throw invalid(
			`${origin.preset.name} takes no passwords, only OAuth2; make the credential "${microsoftCredential}" instead`,
		);
	}
	return origin;
}

function userOf({ user, address }: Credential, origin: Origin): string {
	if (user !== '' || origin === 'form' || 'preset' in origin) return user || address;
	return filledIn(origin.userName ?? address, address);
}

function smtpOf(fields: Credential, origin: Origin): ServerSettings {
	if (origin === 'form') {
		if (!fields.smtpHost) throw invalid('the SMTP host is missing');
		return { protocol: 'SMTP', host: fields.smtpHost, port: fields.smtpPort, tls: fields.smtpTls };
	}
	if ('preset' in origin) {
		return { protocol: 'SMTP', ...endpoints(origin.preset, origin.region).smtp };
	}
	return origin.smtp ?? notOffered('SMTP', origin, 'Receiving Only');
}

function imapOf(fields: Credential, origin: Origin): ServerSettings {
	if (origin === 'form') {
		if (!fields.imapHost) throw invalid('the IMAP host is missing');
		return { protocol: 'IMAP', host: fields.imapHost, port: fields.imapPort, tls: fields.imapTls };
	}
	if ('preset' in origin) {
		const { preset, region } = origin;
		if (preset.signIn !== 'passwordForSendingOnly') {
			return { protocol: 'IMAP', ...endpoints(preset, region).imap };
		}
		throw invalid(
			`${preset.name} takes only OAuth2 for receiving; make the credential "${microsoftCredential}" instead, or set "Use For" to Sending Only`,
		);
	}
	return origin.imap ?? notOffered('IMAP', origin, 'Sending Only');
}

function notOffered(protocol: string, { source }: DetectedServers, use: string): never {
	throw invalid(
		`${source} name no ${protocol} server; set "Use For" to ${use}, or choose Custom and enter the servers`,
	);
}

/** Only a server of one's own has certificates of its own; one that was found never does. */
function mayOwnCertificate(origin: Origin): boolean {
	return origin === 'form' || ('preset' in origin && origin.preset.ownCertificate === true);
}

function ownCertificates(text: string): string | undefined {
	if (text === '') return undefined;
	const certificates = certificatesIn(text);
	if (certificates.length > 0) return certificates.join('');
	throw invalid('the CA certificate must be in PEM form (-----BEGIN CERTIFICATE-----)');
}

function invalid(what: string): EnvelopeError {
	return new EnvelopeError('INVALID_ACCOUNT', `The Envelope Account cannot be used: ${what}`, {
		phase: 'settings',
	});
}

/** Which mailbox the account is for, whatever its password: the same text, the same messages. */
export function mailboxOf(account: Account): string {
	return `${account.user} on ${account.imap?.host ?? 'no server'}`;
}

/** The account's outgoing server. @throws EnvelopeError INVALID_ACCOUNT for a receive-only one */
export function smtpServer(account: Account): ServerSettings {
	if (!account.smtp) throw invalid('it is set up for receiving only, and this needs sending');
	return account.smtp;
}

/** The account's mailbox server. @throws EnvelopeError INVALID_ACCOUNT for a send-only one */
export function imapServer(account: Account): ServerSettings {
	if (!account.imap) throw invalid('it is set up for sending only, and this needs its mailbox');
	return account.imap;
}
