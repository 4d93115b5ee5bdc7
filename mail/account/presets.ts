import type { ServerSettings, TlsMode } from './settings';

type Endpoint = Omit<ServerSettings, 'protocol'>;

/** The same provider under another host, such as a data centre or a country. */
export interface Region {
	value: string;
	name: string;
	smtpHost: string;
	imapHost: string;
}

export interface Preset {
	id: string;
	name: string;
	/** Hosts of a provider with regions come from the region. */
	smtp: { host: string; port: number; tls: TlsMode };
	imap: { host: string; port: number; tls: TlsMode };
	regions?: Region[];
	/** What the server takes as a secret. */
	signIn: 'appPassword' | 'password' | 'passwordForSendingOnly' | 'oauth2';
	/** One or two sentences for the form; links are shown as links. */
	help: string;
	/** It puts what it sends into the Sent folder itself. */
	filesSent?: boolean;
	/** To how many it lets a mailbox write in a day, in its smallest plan. */
	dailyRecipients?: number;
	/**
	 * Domains of the authserv-ids (RFC 8601 §2.5) that its receiving servers sign their verdicts with;
	 * empty text where they leave it out. Only of providers that are known to mark every message.
	 */
	authenticationServers?: string[];
	/** The server's certificate is its own, so the user may bring a CA or allow self-signed. */
	ownCertificate?: boolean;
}

const tls = (host: string, port: number): Endpoint => ({ host, port, tls: 'tls' });
const startTls = (host: string, port: number): Endpoint => ({ host, port, tls: 'starttls' });
const link = (url: string, text: string) => `<a href="${url}" target="_blank">${text}</a>`;

const zohoRegion = (place: string, domain: string): Region[] => [
	{
		value: domain,
		name: `${place} (${domain})`,
		smtpHost: `smtp.${domain}`,
		imapHost: `imap.${domain}`,
	},
	{
		value: `pro.${domain}`,
		name: `${place}, Own Domain on a Paid Plan`,
		smtpHost: `smtppro.${domain}`,
		imapHost: `imappro.${domain}`,
	},
];

/** What a person makes where Microsoft takes no password. */
export const microsoftCredential = 'Envelope Microsoft OAuth2 API';

const hostsUnder = (value: string, smtp: string, imap: string): Region => ({
	value,
	name: value,
	smtpHost: `${smtp}.${value}`,
	imapHost: `${imap}.${value}`,
});

/**
 * Server settings by provider. Source: Thunderbird's ISP database (March 2026) and the providers'
 * own help pages; read on 2026-11-20. Ordered as they are offered in the form.
 */
export const presets: Preset[] = [
	{
		id: 'gmail',
		name: 'Gmail',
		smtp: tls('smtp.gmail.com', 465),
		imap: tls('imap.gmail.com', 993),
		filesSent: true,
		dailyRecipients: 500,
		authenticationServers: ['google.com'],
		signIn: 'appPassword',
		help: `Gmail needs an app password, which needs 2-Step Verification: ${link('https://myaccount.google.com/apppasswords', 'make one here')}. Company accounts may forbid it: then make the credential "Envelope Google OAuth2 API" instead.`,
	},
	{
		id: 'microsoft365',
		name: 'Microsoft 365',
		smtp: startTls('smtp.office365.com', 587),
		imap: tls('outlook.office365.com', 993),
		filesSent: true,
		dailyRecipients: 10_000,
		authenticationServers: ['outlook.com', ''],
		signIn: 'passwordForSendingOnly',
		help: `Microsoft 365 takes OAuth2 only for receiving: make the credential "${microsoftCredential}" instead. Sending with a password works where your administrator ${link('https://learn.microsoft.com/exchange/clients-and-mobile-in-exchange-online/authenticated-client-smtp-submission', 'allows SMTP AUTH')}: choose Sending Only.`,
	},
	{
		id: 'outlook',
		name: 'Outlook.com',
		smtp: startTls('smtp-mail.outlook.com', 587),
		imap: tls('outlook.office365.com', 993),
		filesSent: true,
		dailyRecipients: 300,
		authenticationServers: ['outlook.com', ''],
		signIn: 'oauth2',
		help: `Outlook.com, Hotmail and Live take OAuth2 only: make the credential "${microsoftCredential}" instead.`,
	},
	{
		id: 'fastmail',
		name: 'Fastmail',
		smtp: tls('smtp.fastmail.com', 465),
		imap: tls('imap.fastmail.com', 993),
		authenticationServers: ['messagingengine.com'],
		signIn: 'appPassword',
		help: `Fastmail needs an app password with access to mail (IMAP, SMTP): ${link('https://app.fastmail.com/settings/security/apps', 'make one here')}.`,
	},
	{
		id: 'migadu',
		name: 'Migadu',
		smtp: tls('smtp.migadu.com', 465),
		imap: tls('imap.migadu.com', 993),
		signIn: 'password',
		help: `Use the mailbox password that you set in the ${link('https://admin.migadu.com', 'Migadu admin panel')}.`,
	},
	{
		id: 'icloud',
		name: 'iCloud',
		smtp: startTls('smtp.mail.me.com', 587),
		imap: tls('imap.mail.me.com', 993),
		dailyRecipients: 1_000,
		authenticationServers: ['icloud.com'],
		signIn: 'appPassword',
		help: `iCloud needs an app-specific password: ${link('https://account.apple.com/account/manage', 'make one here')} under Sign-In and Security. The user name is your iCloud Mail address, also where you send from another one.`,
	},
	{
		id: 'yahoo',
		name: 'Yahoo',
		smtp: tls('smtp.mail.yahoo.com', 465),
		imap: tls('imap.mail.yahoo.com', 993),
		dailyRecipients: 500,
		authenticationServers: ['yahoo.com'],
		signIn: 'appPassword',
		help: `Yahoo needs an app password: ${link('https://login.yahoo.com/account/security', 'make one here')}.`,
	},
	{
		id: 'zoho',
		name: 'Zoho',
		smtp: tls('smtp.zoho.com', 465),
		imap: tls('imap.zoho.com', 993),
		regions: [
			...zohoRegion('United States', 'zoho.com'),
			...zohoRegion('Europe', 'zoho.eu'),
			...zohoRegion('India', 'zoho.in'),
			...zohoRegion('Australia', 'zoho.com.au'),
			...zohoRegion('Japan', 'zoho.jp'),
		],
		authenticationServers: ['zohomail.com', 'zoho.com', 'zoho.eu', 'zoho.in'],
		signIn: 'appPassword',
		help: `Switch on IMAP in Zoho Mail's settings. With two-factor sign-in, use an ${link('https://accounts.zoho.com/home#security/app_password', 'app password')}. The region must be the one you signed up in.`,
	},
	{
		id: 'gmx',
		name: 'GMX',
		smtp: tls('mail.gmx.net', 465),
		imap: tls('imap.gmx.net', 993),
		regions: [hostsUnder('gmx.net', 'mail', 'imap'), hostsUnder('gmx.com', 'mail', 'imap')],
		signIn: 'password',
		help: 'Switch on "POP3 and IMAP" in the settings of GMX first. With two-factor sign-in, make an app password there under Security.',
	},
	{
		id: 'webde',
		name: 'WEB.DE',
		smtp: startTls('smtp.web.de', 587),
		imap: tls('imap.web.de', 993),
		signIn: 'password',
		help: 'Switch on "POP3/IMAP" in the settings of WEB.DE first. With two-factor sign-in, make an app password there under Security.',
	},
	{
		id: 'mailboxorg',
		name: 'mailbox.org',
		smtp: tls('smtp.mailbox.org', 465),
		imap: tls('imap.mailbox.org', 993),
		signIn: 'password',
		help: 'Use your mailbox.org password, or an app password where two-factor sign-in is on.',
	},
	{
		id: 'posteo',
		name: 'Posteo',
		smtp: tls('posteo.de', 465),
		imap: tls('posteo.de', 993),
		signIn: 'password',
		help: 'Use your Posteo password.',
	},
	{
		id: 'hostinger',
		name: 'Hostinger',
		smtp: tls('smtp.hostinger.com', 465),
		imap: tls('imap.hostinger.com', 993),
		signIn: 'password',
		help: `Use the password of the mailbox, set in ${link('https://hpanel.hostinger.com', 'hPanel')} under Emails.`,
	},
	{
		id: 'ionos',
		name: 'IONOS',
		smtp: tls('smtp.ionos.com', 465),
		imap: tls('imap.ionos.com', 993),
		regions: [hostsUnder('ionos.com', 'smtp', 'imap'), hostsUnder('ionos.de', 'smtp', 'imap')],
		signIn: 'password',
		help: 'Use the password of the mailbox, not that of your IONOS customer account.',
	},
	{
		id: 'ovh',
		name: 'OVH',
		smtp: tls('ssl0.ovh.net', 465),
		imap: tls('ssl0.ovh.net', 993),
		signIn: 'password',
		help: 'Use the password of the mailbox. For Email Pro and Exchange plans choose Custom and take the hosts from the OVH control panel.',
	},
	{
		id: 'yandex',
		name: 'Yandex',
		smtp: tls('smtp.yandex.com', 465),
		imap: tls('imap.yandex.com', 993),
		dailyRecipients: 500,
		signIn: 'appPassword',
		help: `Switch on IMAP in Yandex Mail's settings, and use an app password: ${link('https://id.yandex.com/security/app-passwords', 'make one here')}.`,
	},
	{
		id: 'protonBridge',
		name: 'Proton Bridge',
		smtp: startTls('127.0.0.1', 1025),
		imap: startTls('127.0.0.1', 1143),
		filesSent: true,
		signIn: 'password',
		help: `Proton Mail needs ${link('https://proton.me/mail/bridge', 'Bridge')} running on the machine of n8n (elsewhere: choose Custom). Use the password that Bridge shows. Its certificate is its own: export it from Bridge into CA Certificate, or allow self-signed.`,
		ownCertificate: true,
	},
];

/**
 * The two servers of a preset.
 *
 * @param region one of the preset's regions; the first where it is absent or not known
 */
export function endpoints(preset: Preset, region?: string): { smtp: Endpoint; imap: Endpoint } {
	const place = preset.regions?.find(({ value }) => value === region) ?? preset.regions?.[0];
	return {
		smtp: { ...preset.smtp, host: place?.smtpHost ?? preset.smtp.host },
		imap: { ...preset.imap, host: place?.imapHost ?? preset.imap.host },
	};
}

/**
 * The provider that a server belongs to, whoever named it. A port of this machine is the Bridge's only
 * where it is the Bridge's port.
 */
export function providerOf({ host, port }: Pick<ServerSettings, 'host' | 'port'>) {
	return presets.find(
		({ smtp, regions = [], ownCertificate }) =>
			[smtp.host, ...regions.map(({ smtpHost }) => smtpHost)].includes(host) &&
			(!ownCertificate || smtp.port === port),
	);
}

/** The provider whose server an account is read from, as providerOf for the one it sends by. */
export function providerReceiving({ host, port }: Pick<ServerSettings, 'host' | 'port'>) {
	return presets.find(
		({ imap, regions = [], ownCertificate }) =>
			[imap.host, ...regions.map(({ imapHost }) => imapHost)].includes(host) &&
			(!ownCertificate || imap.port === port),
	);
}
