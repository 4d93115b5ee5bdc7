import { serverEntries } from '../../../../mail/account/detect/autoconfigXml';
import { configFile, serverXml } from '../../../support/configFile';

const LONGEST = 64 * 1024;

/** Each server's type and texts, for comparing. */
const read = (xml: string) =>
	serverEntries(xml).map(({ type, texts }) =>
		[type, ...texts('hostname'), ...texts('port'), ...texts('authentication')].join(' '),
	);

test('reads the servers in their order, and every sign-in of each', () => {
	const xml = configFile(
		serverXml('imap', { hostname: ' imap.example.test\n', authentication: 'OAuth2' }),
		serverXml('smtp', { hostname: 'smtp.example.test', port: '465' }),
	);
	const twice = xml.replace('<port>', '<authentication>password-cleartext</authentication><port>');
	expect(read(twice)).toEqual([
		'imap imap.example.test 993 password-cleartext OAuth2',
		'smtp smtp.example.test 465 password-cleartext',
	]);
});

test('reads entities of XML, and CDATA', () => {
	const xml = configFile(
		serverXml('imap', { hostname: '<![CDATA[imap]]>&#46;example&#x2e;te&#115;t&amp;' }),
	);
	expect(read(xml)).toEqual(['imap imap.example.test& 993 password-cleartext']);
});

test.each([
	['nothing', ''],
	['no XML', 'Not found'],
	['a web page', '<!doctype html><html><body><p>Welcome<br></body></html>'],
	[
		'another configuration',
		'<clientConfig><webMail><hostname>x</hostname></webMail></clientConfig>',
	],
	['a server of no type', '<incomingServer><hostname>x.test</hostname></incomingServer>'],
	['a server in a comment', '<!-- <incomingServer type="imap"></incomingServer> -->'],
	['NULs', '\0'.repeat(1000)],
	['a tag without an end', '<incomingServer type="imap"'],
])('finds no server in %s', (_, xml) => {
	expect(read(xml)).toEqual([]);
});

test('never expands an entity that the file defines', () => {
	const bomb = `<!DOCTYPE x [
		<!ENTITY a "${'lol'.repeat(10)}">
		<!ENTITY b "${'&a;'.repeat(10)}">
		<!ENTITY c "${'&b;'.repeat(10)}">
		<!ENTITY file SYSTEM "file:///etc/passwd">
	]>`;
	const xml = bomb + configFile(serverXml('imap', { hostname: '&c;&file;' }));
	expect(read(xml)).toEqual(['imap &c;&file; 993 password-cleartext']);
});

test.each([
	['nested as deep as it gets', '<a>'.repeat(LONGEST / 3)],
	[
		'nested, and closed by what was never opened',
		'<a>'.repeat(LONGEST / 6) + '</b>'.repeat(LONGEST / 8),
	],
	['of tags that never end', '<a '.repeat(LONGEST / 3)],
	['of entities', '&lt'.repeat(LONGEST / 3)],
	['of servers', '<incomingServer type="imap">'.repeat(LONGEST / 28)],
	['of closed servers', '<incomingServer type="imap"/>'.repeat(LONGEST / 29)],
])('takes a file %s without harm', (_, xml) => {
	expect(serverEntries(xml).every(({ texts }) => texts('hostname').length === 0)).toBe(true);
});
