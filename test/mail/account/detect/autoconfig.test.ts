import { searchServers } from '../../../../mail/account/detect/search';
import { configFile, serverXml } from '../../../support/configFile';
import { failureOf } from '../../../support/failure';
import { type Internet, startInternet } from '../../../support/internet';

const AUTOCONFIG = 'autoconfig.example.test';

let internet: Internet;
beforeAll(async () => {
	internet = await startInternet(AUTOCONFIG, 'example.test', 'config.other.test');
});
afterAll(() => internet.close());

const here = { A: ['127.0.0.1'] };

beforeEach(() => {
	internet.dns.zone = {
		[AUTOCONFIG]: here,
		'config.other.test': here,
		'imap.example.test': here,
		'smtp.example.test': here,
	};
	internet.sites = {};
});

const found = (options?: Parameters<Internet['lookups']>[0]) =>
	searchServers('example.test', internet.lookups(options));

/** Why nothing was found. */
async function reason(options?: Parameters<Internet['lookups']>[0]): Promise<string> {
	const error = await failureOf(found(options));
	expect(error).toMatchObject({ code: 'INVALID_ACCOUNT', phase: 'settings' });
	return error.message;
}

const answer = (host: string, ...servers: string[]) => {
	internet.sites[host] = (_, response) => response.end(configFile(...servers));
};

test('finds the servers in the file of the domain’s autoconfig host', async () => {
	const pop3 = serverXml('pop3', { username: '%EMAILLOCALPART%' });
	answer(AUTOCONFIG, pop3, serverXml('imap'), serverXml('smtp'));
	expect(await found()).toEqual({
		source: `the configuration file at ${AUTOCONFIG}`,
		imap: { protocol: 'IMAP', host: 'imap.example.test', port: 993, tls: 'tls', ip: '127.0.0.1' },
		smtp: { protocol: 'SMTP', host: 'smtp.example.test', port: 465, tls: 'tls', ip: '127.0.0.1' },
		userName: '%EMAILADDRESS%',
	});
});

test('finds them in the file of its website', async () => {
	internet.dns.zone['example.test'] = here;
	answer('example.test', serverXml('imap'), serverXml('smtp'));
	expect(await found()).toMatchObject({ source: 'the configuration file at example.test' });
	const path = '/.well-known/autoconfig/mail/config-v1.1.xml';
	const requests = internet.requested().slice(-2);
	expect(requests[1]).toBe(`example.test${path}?emailaddress=postmaster%40example.test`);
	expect(requests[0]).toBe(
		`${AUTOCONFIG}/mail/config-v1.1.xml?emailaddress=postmaster%40example.test`,
	);
});

test('the first entry that can be used counts', async () => {
	answer(
		AUTOCONFIG,
		serverXml('imap', { socketType: 'plain', port: '143' }),
		serverXml('imap', { authentication: 'OAuth2' }),
		serverXml('imap', { socketType: 'STARTTLS', port: '143' }),
		serverXml('imap'),
		serverXml('smtp'),
	);
	expect(await found()).toMatchObject({ imap: { port: 143, tls: 'starttls' } });
});

test.each([
	['no encryption', { socketType: 'plain' }],
	['no word about encryption', { socketType: '' }],
	['an unknown encryption', { socketType: 'ssl' }],
	['another sign-in', { authentication: 'OAuth2' }],
	['no sign-in at all', { authentication: 'none' }],
	['a sign-in that tells the password nowhere', { authentication: 'password-encrypted' }],
	['no port', { port: '' }],
	['a port in words', { port: 'imaps' }],
	['a port in hexadecimal', { port: '0x3e1' }],
	['port 0', { port: '0' }],
	['a port too high', { port: '65536' }],
	['no host', { hostname: '' }],
	['an address for a host', { hostname: '127.0.0.1' }],
	['a host and a path', { hostname: 'imap.example.test/x' }],
	['a user name nobody can fill in', { username: '%REALNAME%' }],
	['a user name with a line break', { username: 'x\ny' }],
])('takes no entry with %s', async (_, changes) => {
	answer(AUTOCONFIG, serverXml('imap', changes), serverXml('smtp', changes));
	expect(await reason()).toContain(`the configuration file at ${AUTOCONFIG}`);
});

test.each([
	['127.0.0.1', { A: ['127.0.0.1'] }],
	['10.0.0.1', { A: ['9.9.9.9', '10.0.0.1'] }],
	['169.254.169.254', { A: ['169.254.169.254'] }],
])('leads to no server at %s', async (address, names) => {
	const lookups = internet.lookups({ strict: true });
	internet.dns.zone['imap.example.test'] = names;
	internet.dns.zone['smtp.example.test'] = names;
	const getHttps = async () => configFile(serverXml('imap'), serverXml('smtp'));
	const error = await failureOf(searchServers('example.test', { ...lookups, getHttps }));
	expect(error.message).toContain(`smtp.example.test leads to ${address}, which is no public`);
});

test('fills the domain into the names of hosts', async () => {
	const hostname = 'imap.%EMAILDOMAIN%';
	answer(AUTOCONFIG, serverXml('imap', { hostname }), serverXml('smtp'));
	expect(await found()).toMatchObject({ imap: { host: 'imap.example.test' } });
});

test.each([
	['%EMAILLOCALPART%', '%EMAILLOCALPART%'],
	['%EMAILLOCALPART%.%EMAILDOMAIN%', '%EMAILLOCALPART%.%EMAILDOMAIN%'],
	['postmaster@example.test', '%EMAILADDRESS%'],
	['postmaster', '%EMAILLOCALPART%'],
])('keeps the user name %s for every mailbox as %s', async (username, template) => {
	answer(AUTOCONFIG, serverXml('imap', { username }), serverXml('smtp', { username }));
	expect(await found()).toMatchObject({ userName: template });
});

describe('over HTTPS', () => {
	test('follows a redirect to another host', async () => {
		internet.sites[AUTOCONFIG] = (_, response) =>
			response.writeHead(302, { Location: 'https://config.other.test/mail.xml' }).end();
		answer('config.other.test', serverXml('imap'), serverXml('smtp'));
		expect(await found()).toMatchObject({ source: `the configuration file at ${AUTOCONFIG}` });
	});

	test.each([
		['plain HTTP', 'http://config.other.test/'],
		['an address', 'https://127.0.0.1/'],
		['an address in disguise', 'https://0x7f.1/'],
		['an address of IPv6', 'https://[::1]/'],
		['this machine by name', 'https://localhost/'],
		['another port', 'https://config.other.test:8443/'],
		['a user', 'https://user:password@config.other.test/'],
		['a file', 'file:///etc/passwd'],
		['nowhere', 'https://'],
	])('follows no redirect to %s', async (_, location) => {
		internet.sites[AUTOCONFIG] = (__, response) =>
			response.writeHead(302, { Location: location }).end();
		expect(await reason()).toContain(`${AUTOCONFIG} redirects to where nothing is fetched from`);
	});

	test.each(['10.0.0.1', '169.254.169.254', '192.168.1.1'])(
		'follows no redirect to a name at %s',
		async (address) => {
			internet.dns.zone['inside.test'] = { A: [address] };
			internet.sites[AUTOCONFIG] = (_, response) =>
				response.writeHead(301, { Location: 'https://inside.test/' }).end();
			expect(await reason()).toContain(`inside.test leads to ${address}`);
		},
	);

	test('connects to no host inside, with production’s rule', async () => {
		const requests = internet.requested().length;
		answer(AUTOCONFIG, serverXml('imap'), serverXml('smtp'));
		expect(await reason({ strict: true })).toContain(`${AUTOCONFIG} leads to 127.0.0.1`);
		expect(internet.requested()).toHaveLength(requests);
	});

	test('gives up after a few redirects', async () => {
		internet.sites[AUTOCONFIG] = (_, response) =>
			response.writeHead(302, { Location: '/again' }).end();
		const requests = internet.requested().length;
		expect(await reason()).toContain(`${AUTOCONFIG} redirects more than 3 times`);
		expect(internet.requested()).toHaveLength(requests + 4);
	});

	test.each<[string, number, string]>([
		['no such file', 404, 'answered 404'],
		['an error', 500, 'answered 500'],
		['a redirect to nowhere', 302, 'answered 302'],
		['no content', 204, 'answered 204'],
	])('takes %s for no file', async (_, status, words) => {
		internet.sites[AUTOCONFIG] = (__, response) => response.writeHead(status).end();
		expect(await reason()).toContain(`${AUTOCONFIG} ${words}`);
	});

	test('reads no more than a file can have', async () => {
		internet.sites[AUTOCONFIG] = (_, response) => {
			const fill = () => {
				while (response.write('x'.repeat(10_000)));
			};
			response.on('drain', fill);
			fill();
		};
		expect(await reason()).toContain(`${AUTOCONFIG} answered too much`);
	});

	test.each<[string, (typeof internet.sites)[string]]>([
		['that never answers', () => {}],
		['that never ends its answer', (_, response) => response.write('<clientConfig>')],
	])('waits for no server %s', async (_, site) => {
		internet.sites[AUTOCONFIG] = site;
		expect(await reason({ patienceMs: 1_500 })).toContain(
			`${AUTOCONFIG} cannot be reached over HTTPS (no answer in time)`,
		);
	});

	test('says so where the connection is cut', async () => {
		internet.sites[AUTOCONFIG] = (request) => request.socket.destroy();
		expect(await reason()).toContain(`${AUTOCONFIG} cannot be reached over HTTPS (ECONNRESET)`);
	});

	test('believes nobody without a certificate for the name', async () => {
		internet.dns.zone['wrong.test'] = here;
		const error = await failureOf(searchServers('wrong.test', internet.lookups()));
		expect(error.message).toContain(
			'wrong.test cannot be reached over HTTPS (ERR_TLS_CERT_ALTNAME_INVALID)',
		);
	});
});
