import { createHash } from 'node:crypto';
import { z } from 'zod';
import { EnvelopeError, problemsOf } from '../errors';
import { certificatesIn } from './pem';
import { endpoints, type Preset, presets } from './presets';

/** How the connection is secured: `starttls` refuses to go on where the server cannot upgrade. */
export type TlsMode = 'tls' | 'starttls' | 'none';

export interface ServerSettings {
	protocol: 'SMTP' | 'IMAP';
	host: string;
	port: number;
	tls: TlsMode;
}

/** Everything needed to use one mailbox; made from the credential alone. */
export interface Account {
	address: string;
	senderName: string;
	user: string;
	password: string;
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
	/** Whether what is sent is put into the Sent folder: `unlessFiled` looks first whether the server did. */
	sentCopy: 'always' | 'unlessFiled' | 'never';
	/** Same key, same connections: any change to the credential gives another one. */
	key: string;
}

const tlsMode = z.enum(['tls', 'starttls', 'none']);
/** Cleared, the field holds an empty text; so may one that is hidden. */
const port = (usual: number) =>
	z.preprocess(
		(value) => (value === '' || value === null ? undefined : value),
		z.coerce.number().int().min(1).max(65535).default(usual),
	);

const plainAddress = /^[^\s@<>,;"]+@[^\s@<>,;"]+$/;

const credential = z.object({
	provider: z.string().default('custom'),
	region: z.string().optional(),
	address: z
		.string({ error: 'the email address is missing' })
		.trim()
		.regex(plainAddress, 'the email address must look like name@example.com'),
	senderName: z.string().default(''),
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
	aliases: z
		.string()
		.default('')
		.transform((text) => text.split(/[\s,;]+/).filter((alias) => alias !== ''))
		.pipe(z.array(z.string().regex(plainAddress, 'each alias must look like name@example.com'))),
	signatureText: z.string().default(''),
	signatureHtml: z.string().default(''),
	sentCopy: z.enum(['auto', 'always', 'never']).default('auto'),
});

type Credential = z.infer<typeof credential>;

/**
 * Reads the fields of the credential Envelope Account.
 *
 * @param data the decrypted credential as n8n gives it
 * @throws EnvelopeError INVALID_ACCOUNT, naming the field
 */
export function accountFromCredential(data: unknown): Account {
	const parsed = credential.safeParse(data);
	if (!parsed.success) throw invalid(problemsOf(parsed.error));
	const fields = parsed.data;
	const preset = presetOf(fields);
	requirePassword(fields, preset);
	const settings = {
		address: fields.address,
		senderName: fields.senderName,
		user: fields.user || fields.address,
		password: fields.password,
		smtp: fields.use === 'receive' ? undefined : smtpOf(fields, preset),
		imap: fields.use === 'send' ? undefined : imapOf(fields, preset),
		ca: hasOwnCertificate(preset) ? ownCertificates(fields.caCertificate) : undefined,
		allowSelfSigned: hasOwnCertificate(preset) && fields.allowSelfSigned,
		aliases: fields.aliases.map((alias) => alias.toLowerCase()),
		signature: { text: fields.signatureText, html: fields.signatureHtml },
		sentCopy: sentCopyOf(fields, preset),
	};
	return { ...settings, key: hash(settings) };
}

function presetOf(fields: Credential): Preset | undefined {
	if (fields.provider === 'custom') return undefined;
	const preset = presets.find((candidate) => candidate.id === fields.provider);
	if (!preset) throw invalid(`there is no provider "${fields.provider}"`);
	if (preset.signIn === 'oauth2') {
		throw invalid(
			`${preset.name} takes no passwords, only OAuth2, which Envelope does not offer yet`,
		);
	}
	return preset;
}

/** Only a server of one's own may take mail to send without a sign-in. */
function requirePassword({ password, use }: Credential, preset?: Preset): void {
	if (password === '' && (preset || use !== 'send')) throw invalid('the password is missing');
}

function smtpOf(fields: Credential, preset?: Preset): ServerSettings {
	if (preset) return { protocol: 'SMTP', ...endpoints(preset, fields.region).smtp };
	if (!fields.smtpHost) throw invalid('the SMTP host is missing');
	return { protocol: 'SMTP', host: fields.smtpHost, port: fields.smtpPort, tls: fields.smtpTls };
}

function imapOf(fields: Credential, preset?: Preset): ServerSettings {
	if (preset?.signIn === 'passwordForSendingOnly') {
		throw invalid(
			`${preset.name} takes passwords for sending at most, and only OAuth2 for receiving, which Envelope does not offer yet; set "Use For" to Sending Only`,
		);
	}
	if (preset) return { protocol: 'IMAP', ...endpoints(preset, fields.region).imap };
	if (!fields.imapHost) throw invalid('the IMAP host is missing');
	return { protocol: 'IMAP', host: fields.imapHost, port: fields.imapPort, tls: fields.imapTls };
}

/** Gmail and Exchange put what they send into the Sent folder themselves. */
function sentCopyOf({ sentCopy }: Credential, preset?: Preset): Account['sentCopy'] {
	if (sentCopy !== 'auto') return sentCopy;
	return preset?.filesSent ? 'never' : 'unlessFiled';
}

/** Only a server of one's own has certificates of its own; a big provider never does. */
function hasOwnCertificate(preset?: Preset): boolean {
	return !preset || preset.ownCertificate === true;
}

function ownCertificates(text: string): string | undefined {
	if (text === '') return undefined;
	const certificates = certificatesIn(text);
	if (certificates.length > 0) return certificates.join('');
	throw invalid('the CA certificate must be in PEM form (-----BEGIN CERTIFICATE-----)');
}

function hash(settings: object): string {
	return createHash('sha256').update(JSON.stringify(settings)).digest('hex');
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
