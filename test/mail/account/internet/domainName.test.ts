import { domainName } from '../../../../mail/account/internet/domainName';

test.each([
	['example.test', 'example.test'],
	['MAIL.Example.TEST', 'mail.example.test'],
	['3com.example', '3com.example'],
	['müller.example', 'xn--mller-kva.example'],
	[`${'a'.repeat(63)}.example`, `${'a'.repeat(63)}.example`],
])('takes %s', (text, name) => {
	expect(domainName(text)).toBe(name);
});

test.each([
	['nothing', ''],
	['a single label', 'localhost'],
	['an address', '127.0.0.1'],
	['an address in hexadecimal', '0x7f.1'],
	['an address as one number', '2130706433'],
	['an address of IPv6', '[::1]'],
	['an address of IPv6 without brackets', '::1'],
	['a dot at the end', 'example.test.'],
	['an empty label', 'example..test'],
	['a label too long', `${'a'.repeat(64)}.example`],
	['a name too long', `${'a.'.repeat(126)}example`],
	['a very long name', 'a.'.repeat(1_000_000)],
	['a name too long once it is in ASCII', `${'ü'.repeat(40)}.`.repeat(6) + 'example'],
	['a hyphen first', '-a.example'],
	['a path', 'example.test/path'],
	['a port', 'example.test:80'],
	['a user', 'user@example.test'],
	['a question', 'example.test?x.y'],
	['a line break', 'example.test\r\nHost: x.y'],
	['a NUL', 'example\0.test'],
	['a space', 'exam ple.test'],
	['a tab', 'exam\tple.test'],
	['a slash in full width', 'example.test／x'],
	['an underscore', '_imaps._tcp.example'],
])('takes no %s', (_, text) => {
	expect(domainName(text)).toBeUndefined();
});
