import { runInNewContext } from 'node:vm';
import { EnvelopeError } from '../../../mail/errors';
import { parseAddress, parseAddresses } from '../../../mail/message/address';

const jane = { name: 'Jane', address: 'jane@example.com' };
const john = { name: 'Doe, John', address: 'john@example.com' };
const bare = (address: string) => ({ name: '', address });

/** What the parser throws. */
function refusal(input: unknown): EnvelopeError {
	let read: unknown;
	try {
		read = parseAddresses('To', input);
	} catch (error) {
		if (error instanceof EnvelopeError) return error;
		throw error;
	}
	throw new Error(`Read as ${JSON.stringify(read)}`);
}

test.each<[string, unknown, unknown[]]>([
	['nothing', '', []],
	['no value', undefined, []],
	['null', null, []],
	['an empty list', [], []],
	['one address', 'jane@example.com', [bare('jane@example.com')]],
	['an address with a name', 'Jane <jane@example.com>', [jane]],
	['comma text', 'Jane <jane@example.com>, "Doe, John" <john@example.com>', [jane, john]],
	['a trailing comma', 'jane@example.com, ', [bare('jane@example.com')]],
	[
		'semicolons, as Outlook writes them',
		'a@example.com; b@example.com',
		[bare('a@example.com'), bare('b@example.com')],
	],
	['a list', ['Jane <jane@example.com>', 'john@example.com'], [jane, bare('john@example.com')]],
	[
		'a list of comma texts',
		['a@example.com, b@example.com', 'c@example.com'],
		['a', 'b', 'c'].map((x) => bare(`${x}@example.com`)),
	],
	['an object', jane, [jane]],
	['an object without a name', { address: 'jane@example.com' }, [bare('jane@example.com')]],
	['a list of objects', [jane, john], [jane, john]],
	[
		'JSON text of texts',
		'["jane@example.com", "john@example.com"]',
		[bare('jane@example.com'), bare('john@example.com')],
	],
	['JSON text of objects', JSON.stringify([jane, john]), [jane, john]],
	[
		'a group',
		'Team: jane@example.com, john@example.com;',
		[bare('jane@example.com'), bare('john@example.com')],
	],
	[
		'the address as its own name',
		'jane@example.com <jane@example.com>',
		[bare('jane@example.com')],
	],
	[
		'an internationalised domain',
		'Jörg <joerg@bücher.example>',
		[{ name: 'Jörg', address: 'joerg@xn--bcher-kva.example' }],
	],
	['a non-ASCII local part', 'jörg@bücher.example', [bare('jörg@xn--bcher-kva.example')]],
	['capital letters', 'Jane.DOE@Example.COM', [bare('Jane.DOE@example.com')]],
	['a plus tag', 'jane+tag=x@example.com', [bare('jane+tag=x@example.com')]],
	['a host of one label', 'root@localhost', [bare('root@localhost')]],
])('reads %s', (_, input, expected) => {
	expect(parseAddresses('To', input)).toEqual(expected);
});

test.each([
	'nobody',
	'@example.com',
	'jane@',
	'jane@example..com',
	'jane@-',
	'jane@exa mple.com',
	'a@evil.com(@good.com)',
	'"a@evil.com"@good.com',
	'"a b"@good.com',
	'a@b@good.com',
	'jane@[127.0.0.1]',
	'<script>alert(1)</script>',
	'Jane jane@example.com',
	'a@example.com b@example.com',
	'<a@example.com> <b@example.com>',
	'a@example.com, Jane <b@example.com> c@example.com',
	// What the host of a URL would be taken from, or turned into an IPv4 address.
	'jane@example.com/x',
	'jane@example.com?cc=x',
	'jane@example.com#x',
	'jane@example.com\\x',
	'jane@example%2ecom',
	'jane@example.com:25',
	{ address: 'jane@example.com:25' },
	{ address: 'jane@example.com\\x' },
	'jane@１２７.1',
	'bob@1',
	'bob@0x7f.1',
	'bob@127.0.0.1',
	'{"address":"jane@example.com","name":"Jane"',
	'{"path":"/etc/passwd"}',
	'[not json',
	`${'a'.repeat(65)}@example.com`,
	`a@${'b'.repeat(254)}.com`,
	{ address: 'a@evil.com, b@evil.com' },
	{ address: 'a@evil.com> SIZE=1' },
	{ path: '/etc/passwd' },
	42,
	true,
	[['jane@example.com', 'nobody']],
])('refuses %j', (input) => {
	const { code, phase, message } = refusal(input);
	expect({ code, phase }).toEqual({ code: 'INVALID_ADDRESS', phase: 'compose' });
	expect(message).toMatch(/^To has ".*", which is not an email address/);
	expect(message).toContain('name@example.com');
});

describe.each([
	['CR', '\r'],
	['LF', '\n'],
	['CRLF', '\r\nBcc: evil@example.com'],
	['NUL', '\0'],
	['tab', '\t'],
	['DEL', '\x7f'],
	['NEL', '\u0085'],
	['LINE SEPARATOR', '\u2028'],
	['PARAGRAPH SEPARATOR', '\u2029'],
])('refuses %s', (_, control) => {
	test.each<[string, unknown]>([
		['in the local part', `ja${control}ne@example.com`],
		['in the domain', `jane@exa${control}mple.com`],
		['in front', `${control}jane@example.com`],
		['at the end', `jane@example.com${control}`],
		['in the name', `Ja${control}ne <jane@example.com>`],
		['in a quoted name', `"Ja${control}ne" <jane@example.com>`],
		['in the name of an object', { name: `Ja${control}ne`, address: 'jane@example.com' }],
		['in the address of an object', { name: 'Jane', address: `jane@example.com${control}` }],
		['in a list', ['john@example.com', `jane@example.com${control}`]],
		['escaped in JSON text', JSON.stringify([`jane@example.com${control}`])],
	])('%s', (_place, input) => {
		expect(refusal(input)).toMatchObject({
			code: 'INVALID_FIELD',
			phase: 'compose',
			message: expect.stringMatching(/To has a line break or control character \(U\+[0-9A-F]{4}\)/),
		});
	});
});

test('shows no more than the beginning of a long text', () => {
	expect(refusal('x'.repeat(100_000)).message.length).toBeLessThan(400);
});

test('takes exactly one where one is meant', () => {
	expect(parseAddress('From', 'Jane <jane@example.com>')).toEqual(jane);
	expect(() => parseAddress('From', 'a@example.com, b@example.com')).toThrow('not one address');
	expect(() => parseAddress('From', '')).toThrow('not one address');
});

test('takes the comma that is missing between lines for what is to be done', () => {
	const { remedy } = refusal('jane@example.com\njohn@example.com');
	expect(remedy).toBe('Separate the addresses by commas.');
});

test('refuses quotes that are never closed, which took minutes', () => {
	const quotes = '\\"'.repeat(450_000);
	// Ends what hangs; a busy machine needs a second.
	const timeout = 60_000;
	runInNewContext('refusal(quotes)', { refusal, quotes }, { timeout });
});

test('reads very many addresses', () => {
	const many = Array.from({ length: 80_000 }, (_, i) => ({ name: 'N', address: `${i}@x` }));
	const text = many.map(({ name, address }) => `${name}<${address}>`).join();
	expect(parseAddresses('To', text)).toEqual(many);
});

test.each<[string, unknown, string]>([
	['a text of megabytes', 'a@x.com,'.repeat(200_000), 'more than 1000000 characters'],
	['JSON lists in lists', `${'['.repeat(5_000)}${']'.repeat(5_000)}`, 'lists in lists'],
	['lists in lists', JSON.parse(`${'['.repeat(5_000)}"a"${']'.repeat(5_000)}`), 'lists in lists'],
])('refuses %s', (_, input, message) => {
	expect(refusal(input)).toMatchObject({
		code: 'INVALID_FIELD',
		message: expect.stringContaining(`To has ${message}`),
	});
});

test('shows an object of any depth', () => {
	const deep = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
	expect(refusal(deep).message).toContain('To has "{ a: [Object] }"');
});
