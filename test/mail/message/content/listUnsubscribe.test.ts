import { listUnsubscribe } from '../../../../mail/message/content/listUnsubscribe';

const list = (value: string) => ({ key: 'List-Unsubscribe', value });
const oneClick = { key: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' };

test.each([
	['https://x.test/leave?id=42', [list('<https://x.test/leave?id=42>'), oneClick]],
	['mailto:leave@x.test', [list('<mailto:leave@x.test>')]],
	[
		'https://x.test/a,b, mailto:leave@x.test?subject=42',
		[list('<https://x.test/a,b>, <mailto:leave@x.test?subject=42>'), oneClick],
	],
	[
		' mailto:leave@x.test HTTPS://X.test ',
		[list('<mailto:leave@x.test>, <https://x.test/>'), oneClick],
	],
	['https://bücher.test/ä', [list('<https://xn--bcher-kva.test/%C3%A4>'), oneClick]],
	['https://x.test/a>b<c "d', [list('<https://x.test/a%3Eb%3Cc%20%22d>'), oneClick]],
	[
		'mailto:a@x.test?subject=b >, <https://evil.test',
		[list('<mailto:a@x.test?subject=b%20%3E,%20%3Chttps://evil.test>')],
	],
	['', []],
	['  ', []],
])('writes %j', (links, headers) => {
	expect(listUnsubscribe(links)).toEqual(headers);
});

test.each([
	'http://x.test/',
	'https://x.test, http://x.test',
	'javascript:alert(1)',
	'ftp://x.test',
	'x.test/leave',
	'https://',
	'https://a.test, https://b.test',
	'mailto:a@x.test, mailto:b@x.test',
	`https://x.test/${'a'.repeat(1_000)}`,
	'https://x.test/\r\nBcc: evil@x.test',
	'mailto:a%0d%0a@x.test',
	'https://x.test/\n',
	'https://x.test/\0',
	'https://x.test/\u2028',
	'mailto:a@x.test?subject=\tb',
])('refuses %j', (links) => {
	expect(() => listUnsubscribe(links)).toThrow(
		expect.objectContaining({ code: 'INVALID_FIELD', phase: 'compose' }),
	);
});

test('refuses what is too long, and does not search it before', () => {
	const links = `https://x.test/${','.repeat(100_000)} mailto:leave@x.test`;
	expect(() => listUnsubscribe(links)).toThrow(/one or two addresses of at most 900/);
});

test.each(['mailto:', 'mailto:nobody', 'mailto:a@x.test,b@x.test'])(
	'refuses %j, which is no address of mail',
	(links) => {
		expect(() => listUnsubscribe(links)).toThrow(
			expect.objectContaining({ code: 'INVALID_ADDRESS' }),
		);
	},
);
