import { searchServers } from '../../../../mail/account/detect/search';
import { configFile, serverXml } from '../../../support/configFile';
import { failureOf } from '../../../support/failure';
import { type Internet, startInternet } from '../../../support/internet';

let internet: Internet;
beforeAll(async () => {
	internet = await startInternet('nobody.test');
});
afterAll(() => internet.close());

const search = (domain: string) => searchServers(domain, internet.lookups());

test('a provider’s own address needs no look-up', async () => {
	expect(await search('gmx.co.uk')).toMatchObject({
		source: 'the domain gmx.co.uk',
		preset: { id: 'gmx' },
		region: 'gmx.com',
	});
	expect(internet.dns.asked()).toEqual([]);
});

test('another domain is looked up by who takes its mail in, and that settles it', async () => {
	const asked = internet.dns.asked().length;
	internet.dns.zone = { 'example.test': { MX: [{ exchange: 'mx.zoho.in', priority: 10 }] } };
	expect(await search('example.test')).toMatchObject({
		source: 'the MX records of example.test',
		preset: { id: 'zoho' },
		region: 'pro.zoho.in',
	});
	expect(internet.dns.asked().slice(asked)).toEqual(['MX example.test']);
});

test.each(['proton.me', 'own.test'])('Proton is reached through Bridge, for %s', async (domain) => {
	internet.dns.zone = { 'own.test': { MX: [{ exchange: 'mail.protonmail.ch', priority: 10 }] } };
	const error = await failureOf(search(domain));
	expect(error).toMatchObject({ code: 'INVALID_ACCOUNT', transient: false });
	expect(error.message).toContain('choose the provider Proton Bridge');
});

describe('of what the domain says itself', () => {
	const answer = { A: ['9.9.9.9'] };
	const srv = (port: number) => ({
		SRV: [{ name: 'mail.example.test', port, priority: 0, weight: 0 }],
	});
	const imapOnly = { '_imaps._tcp.example.test': srv(993), 'mail.example.test': answer };

	test('the SRV records settle it where they name both servers', async () => {
		internet.dns.zone = { ...imapOnly, '_submissions._tcp.example.test': srv(465) };
		const asked = internet.dns.asked().length;
		expect(await search('example.test')).toMatchObject({
			source: 'the SRV records of example.test',
		});
		expect(internet.dns.asked().slice(asked)).not.toContain('A autoconfig.example.test');
	});

	test.each([
		['a file with both servers counts more than half in SRV records', 'smtp', 'file'],
		['half in SRV records counts more than the same half in a file', 'pop3', 'SRV'],
	] as const)('%s', async (_, other, source) => {
		internet.dns.zone = { ...imapOnly, 'imap.example.test': answer, 'smtp.example.test': answer };
		const file = configFile(serverXml('imap'), serverXml(other));
		const lookups = { ...internet.lookups(), getHttps: async () => file };
		const found = await searchServers('example.test', lookups);
		expect(found.source).toContain(source);
	});
});
