import type { MxRecord } from 'node:dns';
import { type Preset, presets } from '../presets';

interface Row {
	preset: string;
	region?: string;
	/** Of the provider's own addresses, the well-known ones; the others are known by their MX. */
	domains?: string[];
	/** What the names of its MX hosts end with. */
	mx?: string[];
}

/** Source: Thunderbird's ISP database (March 2026) and the providers' help pages. */
const rows: Row[] = [
	{
		preset: 'gmail',
		domains: ['gmail.com', 'googlemail.com'],
		mx: ['google.com', 'googlemail.com'],
	},
	{
		preset: 'microsoft365',
		domains: ['onmicrosoft.com'],
		mx: ['mail.protection.outlook.com', 'mx.microsoft'],
	},
	{
		preset: 'outlook',
		domains: ['outlook.com', 'hotmail.com', 'live.com', 'msn.com', 'hotmail.co.uk', 'outlook.de'],
		mx: ['olc.protection.outlook.com'],
	},
	{
		preset: 'fastmail',
		domains: ['fastmail.com', 'fastmail.fm'],
		mx: ['messagingengine.com'],
	},
	{ preset: 'migadu', domains: ['migadu.com'], mx: ['migadu.com'] },
	{ preset: 'icloud', domains: ['icloud.com', 'me.com', 'mac.com'], mx: ['mail.icloud.com'] },
	{
		preset: 'yahoo',
		domains: ['yahoo.com', 'yahoo.co.uk', 'yahoo.de', 'yahoo.fr', 'ymail.com', 'rocketmail.com'],
		// Not all of yahoodns.net, which is AOL's, too.
		mx: ['am0.yahoodns.net'],
	},
	// A domain of one's own has hosts of its own, so Zoho's addresses are told from its MX.
	{ preset: 'zoho', region: 'zoho.com', domains: ['zoho.com', 'zohomail.com'] },
	{ preset: 'zoho', region: 'zoho.eu', domains: ['zoho.eu', 'zohomail.eu'] },
	{ preset: 'zoho', region: 'zoho.in', domains: ['zoho.in', 'zohomail.in'] },
	{ preset: 'zoho', region: 'zoho.com.au', domains: ['zoho.com.au', 'zohomail.com.au'] },
	{ preset: 'zoho', region: 'zoho.jp', domains: ['zoho.jp', 'zohomail.jp'] },
	{ preset: 'zoho', region: 'pro.zoho.com', mx: ['zoho.com'] },
	{ preset: 'zoho', region: 'pro.zoho.eu', mx: ['zoho.eu'] },
	{ preset: 'zoho', region: 'pro.zoho.in', mx: ['zoho.in'] },
	{ preset: 'zoho', region: 'pro.zoho.com.au', mx: ['zoho.com.au'] },
	{ preset: 'zoho', region: 'pro.zoho.jp', mx: ['zoho.jp'] },
	{
		preset: 'gmx',
		region: 'gmx.net',
		domains: ['gmx.net', 'gmx.de', 'gmx.at', 'gmx.ch', 'gmx.eu', 'gmx.org', 'gmx.info', 'gmx.biz'],
		mx: ['gmx.net'],
	},
	{
		preset: 'gmx',
		region: 'gmx.com',
		domains: ['gmx.com', 'gmx.us', 'gmx.co.uk', 'gmx.fr', 'gmx.es', 'gmx.it', 'gmx.ca', 'gmx.pt'],
		mx: ['gmx.com'],
	},
	{ preset: 'webde', domains: ['web.de'], mx: ['web.de'] },
	{ preset: 'mailboxorg', domains: ['mailbox.org'], mx: ['mailbox.org'] },
	{
		preset: 'posteo',
		domains: ['posteo.de', 'posteo.net', 'posteo.org', 'posteo.eu', 'posteo.at', 'posteo.ch'],
		mx: ['posteo.de'],
	},
	{ preset: 'hostinger', domains: ['hostinger.com'], mx: ['hostinger.com'] },
	{ preset: 'ionos', region: 'ionos.com', mx: ['ionos.com', '1and1.com'] },
	{ preset: 'ionos', region: 'ionos.de', mx: ['ionos.de', 'kundenserver.de', 'schlund.de'] },
	{ preset: 'ovh', mx: ['mx0.mail.ovh.net', 'mx1.mail.ovh.net', 'mx1.ovh.net'] },
	{
		preset: 'yandex',
		domains: ['yandex.com', 'yandex.ru', 'ya.ru', 'yandex.by', 'yandex.kz', 'yandex.ua'],
		mx: ['yandex.net', 'yandex.ru'],
	},
	{
		preset: 'protonBridge',
		domains: ['proton.me', 'protonmail.com', 'pm.me', 'protonmail.ch'],
		mx: ['protonmail.ch'],
	},
];

export interface KnownProvider {
	preset: Preset;
	region?: string;
}

/** The provider whose own addresses are of this domain. */
export function providerOfDomain(domain: string): KnownProvider | undefined {
	return known(rows.find(({ domains }) => domains?.some((one) => isWithin(domain, one))));
}

/**
 * The provider that takes the domain's mail in. Only the hosts that come first count: behind them
 * may stand a backup that is somebody else's.
 */
export function providerOfMx(records: MxRecord[]): KnownProvider | undefined {
	const first = Math.min(...records.map(({ priority }) => priority));
	const hosts = records
		.filter(({ priority }) => priority === first)
		.map(({ exchange }) => exchange.toLowerCase());
	return known(rows.find(({ mx }) => mx?.some((end) => hosts.some((host) => isWithin(host, end)))));
}

function isWithin(host: string, domain: string): boolean {
	return host === domain || host.endsWith(`.${domain}`);
}

function known(row: Row | undefined): KnownProvider | undefined {
	const preset = presets.find(({ id }) => id === row?.preset);
	return preset && { preset, region: row?.region };
}
