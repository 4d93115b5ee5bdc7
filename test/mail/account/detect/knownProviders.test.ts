import { providerOfDomain, providerOfMx } from '../../../../mail/account/detect/knownProviders';
import { presets } from '../../../../mail/account/presets';

const named = (found: ReturnType<typeof providerOfDomain>) =>
	found && [found.preset.id, found.region].filter(Boolean).join(' ');
const byDomain = (domain: string) => named(providerOfDomain(domain));
const byMx = (...hosts: string[]) =>
	named(providerOfMx(hosts.map((exchange) => ({ exchange, priority: 10 }))));

test.each([
	['gmail.com', 'gmail'],
	['googlemail.com', 'gmail'],
	['contoso.onmicrosoft.com', 'microsoft365'],
	['outlook.com', 'outlook'],
	['hotmail.com', 'outlook'],
	['live.com', 'outlook'],
	['fastmail.com', 'fastmail'],
	['icloud.com', 'icloud'],
	['me.com', 'icloud'],
	['mac.com', 'icloud'],
	['yahoo.co.uk', 'yahoo'],
	['zoho.eu', 'zoho zoho.eu'],
	['zohomail.com.au', 'zoho zoho.com.au'],
	['gmx.de', 'gmx gmx.net'],
	['gmx.com', 'gmx gmx.com'],
	['web.de', 'webde'],
	['mailbox.org', 'mailboxorg'],
	['posteo.net', 'posteo'],
	['ya.ru', 'yandex'],
	['proton.me', 'protonBridge'],
])('the addresses of %s are those of %s', (domain, provider) => {
	expect(byDomain(domain)).toBe(provider);
});

test.each([
	['aspmx.l.google.com', 'gmail'],
	['smtp.google.com', 'gmail'],
	['ASPMX2.GOOGLEMAIL.COM', 'gmail'],
	['example-com.mail.protection.outlook.com', 'microsoft365'],
	['example-com.o-v1.mx.microsoft', 'microsoft365'],
	['outlook-com.olc.protection.outlook.com', 'outlook'],
	['in1-smtp.messagingengine.com', 'fastmail'],
	['aspmx1.migadu.com', 'migadu'],
	['mx01.mail.icloud.com', 'icloud'],
	['mta5.am0.yahoodns.net', 'yahoo'],
	['mx.zoho.com', 'zoho pro.zoho.com'],
	['mx2.zoho.eu', 'zoho pro.zoho.eu'],
	['mx.zoho.com.au', 'zoho pro.zoho.com.au'],
	['mx00.gmx.net', 'gmx gmx.net'],
	['mxext1.mailbox.org', 'mailboxorg'],
	['mx03.posteo.de', 'posteo'],
	['mx1.hostinger.com', 'hostinger'],
	['mx00.ionos.com', 'ionos ionos.com'],
	['mx01.kundenserver.de', 'ionos ionos.de'],
	['mx1.mail.ovh.net', 'ovh'],
	['mx.yandex.net', 'yandex'],
	['mailsec.protonmail.ch', 'protonBridge'],
])('the MX host %s is one of %s', (host, provider) => {
	expect(byMx('mx.unknown.example', host)).toBe(provider);
});

test.each([
	['a name that only ends like a provider’s', 'evilgoogle.com'],
	['a name that only begins like a provider’s', 'google.com.example'],
	['AOL, which shares the servers of Yahoo', 'mx-aol.mail.gm0.yahoodns.net'],
	['OVH’s Exchange, which has hosts of its own', 'ex5.mail.ovh.net'],
	['no mail at all (RFC 7505)', ''],
])('knows nothing of %s', (_, host) => {
	expect(byMx(host)).toBeUndefined();
	expect(byDomain(host)).toBeUndefined();
});

test('a domain without MX records is of no provider', () => {
	expect(byMx()).toBeUndefined();
});

test('a backup MX says nothing about who has the mailbox', () => {
	const own = { exchange: 'mail.example.test', priority: 5 };
	const backup = { exchange: 'mx1.mail.ovh.net', priority: 50 };
	expect(providerOfMx([backup, own])).toBeUndefined();
	expect(providerOfMx([backup])?.preset.id).toBe('ovh');
});

test('every region is one of the preset’s, and every one can be found', () => {
	for (const { id, regions = [] } of presets) {
		for (const { value } of regions) {
			const ownDomain = value.startsWith('pro.');
			const found = ownDomain
				? providerOfMx([{ exchange: `mx.${value.slice(4)}`, priority: 1 }])
				: undefined;
			const byName =
				providerOfDomain(value) ?? providerOfMx([{ exchange: `mx.${value}`, priority: 1 }]);
			expect(named(found ?? byName)).toBe(`${id} ${value}`);
		}
	}
});
