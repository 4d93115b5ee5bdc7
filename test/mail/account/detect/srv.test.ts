import { searchServers } from '../../../../mail/account/detect/search';
import type { Names, Zone } from '../../../support/dnsServer';
import { failureOf } from '../../../support/failure';
import { type Internet, startInternet } from '../../../support/internet';

let internet: Internet;
beforeAll(async () => {
	internet = await startInternet('nobody.test');
});
afterAll(() => internet.close());

const PUBLIC = '9.9.9.9';

const srv = (name: string, port: number, priority = 0, weight = 0) => ({
	name,
	port,
	priority,
	weight,
});

/** Both servers in TLS, at a public address. */
const complete: Zone = {
	'_submissions._tcp.example.test': { SRV: [srv('smtp.example.test', 465)] },
	'_imaps._tcp.example.test': { SRV: [srv('imap.example.test', 993)] },
	'smtp.example.test': { A: [PUBLIC] },
	'imap.example.test': { A: [PUBLIC] },
};

/** With production's rule for addresses. */
function found(zone: Zone, patienceMs?: number) {
	internet.dns.zone = zone;
	return searchServers('example.test', internet.lookups({ strict: true, patienceMs }));
}

const failure = (...given: Parameters<typeof found>) => failureOf(found(...given));

test('finds both servers, each with the address that was checked', async () => {
	expect(await found(complete)).toEqual({
		source: 'the SRV records of example.test',
		smtp: { protocol: 'SMTP', host: 'smtp.example.test', port: 465, tls: 'tls', ip: PUBLIC },
		imap: { protocol: 'IMAP', host: 'imap.example.test', port: 993, tls: 'tls', ip: PUBLIC },
	});
});

test('finds STARTTLS where there is nothing better', async () => {
	const zone = {
		...complete,
		'_submissions._tcp.example.test': {},
		'_imaps._tcp.example.test': {},
		'_submission._tcp.example.test': { SRV: [srv('smtp.example.test', 587)] },
		'_imap._tcp.example.test': { SRV: [srv('imap.example.test', 143)] },
	};
	expect(await found(zone)).toMatchObject({
		smtp: { port: 587, tls: 'starttls' },
		imap: { port: 143, tls: 'starttls' },
	});
});

test('prefers TLS from the first byte', async () => {
	const zone = {
		...complete,
		'_imap._tcp.example.test': { SRV: [srv('imap.example.test', 143)] },
	};
	expect(await found(zone)).toMatchObject({ imap: { port: 993, tls: 'tls' } });
});

test('follows priority, then weight', async () => {
	const records = [
		srv('later.example.test', 1, 20, 100),
		srv('light.example.test', 2, 10, 1),
		srv('heavy.example.test', 3, 10, 50),
	];
	const at = { A: [PUBLIC] };
	const zone = {
		...complete,
		'_imaps._tcp.example.test': { SRV: records },
		'later.example.test': at,
		'light.example.test': at,
		'heavy.example.test': at,
	};
	expect(await found(zone)).toMatchObject({ imap: { host: 'heavy.example.test', port: 3 } });
});

test('the target "." offers nothing, and the other half is found alone', async () => {
	const zone = { ...complete, '_imaps._tcp.example.test': { SRV: [srv('', 0)] } };
	expect(await found(zone)).toMatchObject({
		smtp: { host: 'smtp.example.test' },
		imap: undefined,
	});
});

test('finds servers in a domain that takes no mail (RFC 7505)', async () => {
	const zone = { ...complete, 'example.test': { MX: [{ exchange: '', priority: 0 }] } };
	expect(await found(zone)).toMatchObject({ imap: { host: 'imap.example.test' } });
});

test('takes an address of IPv6 where there is no other', async () => {
	const zone = { ...complete, 'imap.example.test': { AAAA: ['2606:4700::1111'] } };
	expect(await found(zone)).toMatchObject({ imap: { ip: '2606:4700::1111' } });
});

describe('never leads to', () => {
	test.each<[string, Names, string]>([
		['this machine', { A: ['127.0.0.1'] }, '127.0.0.1'],
		['this machine by IPv6', { AAAA: ['::1'] }, '::1'],
		['a private network', { A: ['10.0.0.1'] }, '10.0.0.1'],
		['a home network', { A: ['192.168.1.1'] }, '192.168.1.1'],
		['a private network of IPv6', { AAAA: ['fd00::1'] }, 'fd00::1'],
		['a private address as IPv6', { AAAA: ['::ffff:a00:1'] }, '::ffff:10.0.0.1'],
		['the metadata of a cloud', { A: ['169.254.169.254'] }, '169.254.169.254'],
		['the unspecified address', { A: ['0.0.0.0'] }, '0.0.0.0'],
		['carrier-grade NAT', { A: ['100.64.0.1'] }, '100.64.0.1'],
		['multicast', { A: ['224.0.0.1'] }, '224.0.0.1'],
		['a private address behind a public one', { A: [PUBLIC, '10.0.0.1'] }, '10.0.0.1'],
		['a private address of the other family', { A: [PUBLIC], AAAA: ['::1'] }, '::1'],
	])('%s', async (_, names, address) => {
		const zone = { ...complete, 'imap.example.test': names, 'smtp.example.test': names };
		const error = await failure(zone);
		expect(error).toMatchObject({ code: 'INVALID_ACCOUNT', phase: 'settings' });
		expect(error.message).toContain(`imap.example.test leads to ${address}, which is no public`);
	});

	test.each([
		['a server given as an address', srv('127.0.0.1', 993), 'is not given by its name'],
		['a name of one label', srv('localhost', 993), 'is not given by its name'],
		['a name that does not exist', srv('nowhere.test', 993), 'nowhere.test has no address'],
		['port 0', srv('imap.example.test', 0), 'has no valid port'],
	])('%s', async (_, record, words) => {
		const zone = {
			'_imaps._tcp.example.test': { SRV: [record] },
			'imap.example.test': { A: [PUBLIC] },
		};
		const error = await failure(zone);
		expect(error).toMatchObject({ code: 'INVALID_ACCOUNT' });
		expect(error.message).toContain(words);
	});
});

test('goes on to the next record where the first must not be used', async () => {
	const zone = {
		...complete,
		'_imaps._tcp.example.test': {
			SRV: [srv('inside.example.test', 993, 1), srv('imap.example.test', 993, 2)],
		},
		'inside.example.test': { A: ['10.0.0.1'] },
	};
	expect(await found(zone)).toMatchObject({ imap: { host: 'imap.example.test' } });
});

test('looks at a few records only, however many there are', async () => {
	const records = Array.from({ length: 12 }, (_, index) => srv(`n${index}.example.test`, 993));
	const asked = internet.dns.asked().length;
	await failure({ '_imaps._tcp.example.test': { SRV: records } });
	const names = internet.dns.asked().slice(asked);
	expect(new Set(names.filter((name) => name.startsWith('A n'))).size).toBe(4);
});

describe('where the DNS gives no answer, that is what it says', () => {
	test.each<[string, Zone, string]>([
		[
			'the MX records, SERVFAIL',
			{ 'example.test': { MX: 'SERVFAIL' } },
			'example.test (ESERVFAIL)',
		],
		['the MX records, refused', { 'example.test': { MX: 'REFUSED' } }, 'example.test (EREFUSED)'],
		['the MX records, no answer', { 'example.test': { MX: 'silence' } }, 'example.test (ETIMEOUT)'],
		[
			'the SRV records, SERVFAIL',
			{ ...complete, '_imap._tcp.example.test': { SRV: 'SERVFAIL' } },
			'_imap._tcp.example.test (ESERVFAIL)',
		],
		[
			'the SRV records, no answer',
			{ ...complete, '_submissions._tcp.example.test': { SRV: 'silence' } },
			'_submissions._tcp.example.test (ETIMEOUT)',
		],
		[
			'the address of a server',
			{ ...complete, 'imap.example.test': { A: [PUBLIC], AAAA: 'SERVFAIL' } },
			'imap.example.test (ESERVFAIL)',
		],
		[
			'the address of the configuration file',
			{ 'autoconfig.example.test': { A: 'SERVFAIL' } },
			'autoconfig.example.test (ESERVFAIL)',
		],
	])('%s', async (_, zone, words) => {
		const error = await failure(zone, 1_500);
		expect(error).toMatchObject({ code: 'DNS_FAILED', phase: 'dns', transient: true });
		expect(error.message).toContain(`no answer about ${words}`);
	});
});

test.each<[string, Zone]>([
	['that does not exist', { 'example.test': { MX: 'NXDOMAIN', A: 'NXDOMAIN' } }],
	['that says nothing', {}],
	[
		'whose mail goes to nobody we know',
		{ 'example.test': { MX: [{ exchange: 'mx.other.test', priority: 1 }] } },
	],
])('for a domain %s, says what was tried and what to do', async (_, zone) => {
	const error = await failure(zone);
	expect(error).toMatchObject({ code: 'INVALID_ACCOUNT', phase: 'settings', transient: false });
	for (const words of [
		'No mail servers were found for example.test',
		'MX records are of no provider',
		'the SRV records of example.test: no SMTP is offered, no IMAP is offered',
		'the configuration file at autoconfig.example.test: autoconfig.example.test has no address',
		'the configuration file at example.test: example.test has no address',
		'choose the provider in the credential, or Custom',
	]) {
		expect(error.message).toContain(words);
	}
});
