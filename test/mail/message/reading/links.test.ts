import { parseMessage } from '../../../../mail/message/parse';
import { isSuspicious } from '../../../../mail/message/reading/suspicion';

const read = (html: string) =>
	parseMessage(Buffer.from(`Content-Type: text/html; charset=utf-8\r\n\r\n${html}`));

const link = (href: string, text: string) => `<p>Go to <a href="${href}">${text}</a> now</p>`;

describe('a link that lies', () => {
	test.each([
		['an address', 'http://evil.test/x', 'http://bank.example', 'bank.example', 'evil.test'],
		['www', 'https://evil.test', 'www.bank.example', 'www.bank.example', 'evil.test'],
		['a bare host', 'https://evil.test', 'paypal.com', 'paypal.com', 'evil.test'],
		[
			'a host among words',
			'https://evil.test',
			'Sign in at paypal.com today',
			'paypal.com',
			'evil.test',
		],
		['in elements', 'https://evil.test', '<b>pay</b><i>pal.com</i>', 'paypal.com', 'evil.test'],
		['a user name', 'http://paypal.com@evil.test', 'paypal.com', 'paypal.com', 'evil.test'],
		[
			'a longer name',
			'http://paypal.com.evil.test',
			'paypal.com',
			'paypal.com',
			'paypal.com.evil.test',
		],
		['letters alike', 'http://evil.test', 'pаypal.com', 'xn--pypal-4ve.com', 'evil.test'],
		['invisible letters', 'http://evil.test', 'pay\u200bpal.com', 'paypal.com', 'evil.test'],
		['an entity', 'http://evil.test', 'paypal&#46;com', 'paypal.com', 'evil.test'],
		[
			'neighbours',
			'http://evil.github.io',
			'http://bank.github.io',
			'bank.github.io',
			'evil.github.io',
		],
		['one country', 'http://evil.co.uk', 'http://bank.co.uk', 'bank.co.uk', 'evil.co.uk'],
		['an address of numbers', 'http://192.0.2.1/', 'https://paypal.com', 'paypal.com', '192.0.2.1'],
		['no scheme', '//evil.test/', 'https://paypal.com', 'paypal.com', 'evil.test'],
		[
			'wrapped by Microsoft',
			'https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fevil.test%2F&data=1',
			'https://paypal.com',
			'paypal.com',
			'evil.test',
		],
	])('by %s', async (_what, href, text, shown, target) => {
		const message = await read(link(href, text));
		const plain = text
			.replace(/<[^>]*>/g, '')
			.replace('&#46;', '.')
			.replace('\u200b', '');
		expect(message.deceptiveLinks).toEqual([{ text: plain, shown, target }]);
		expect(message.text).toContain(`${plain} [link to ${target}]`);
	});
});

describe('a link that does not', () => {
	test.each([
		['the same', 'https://bank.example/a?b', 'https://bank.example/a'],
		['capitals and www', 'https://WWW.Bank.Example/', 'bank.example'],
		['the same in letters', 'https://xn--bcher-kva.de', 'https://bücher.de'],
		['another host of the same owner', 'https://click.shop.co.uk/x', 'www.shop.co.uk'],
		['words', 'https://evil.test', 'Click here. It is safe.'],
		['a file', 'https://github.com/a/README.md', 'README.md'],
		['a program', 'https://example.test', 'Node.js'],
		['an address to write to', 'mailto:a@evil.test', 'a@bank.example'],
		['an address to write to, on the web', 'https://crm.test', 'jane@bank.com'],
		['a number', 'https://example.test', 'Version 1.2.3'],
		['no target', '', 'https://bank.example'],
		['a script', 'javascript:x', 'https://bank.example'],
		[
			'wrapped by Microsoft',
			'https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.paypal.com%2F&data=1',
			'https://paypal.com',
		],
		[
			'wrapped by Proofpoint',
			'https://urldefense.com/v3/__https://paypal.com/a__;!!x',
			'paypal.com',
		],
	])('%s', async (_what, href, text) => {
		const message = await read(link(href, text));
		expect(message.deceptiveLinks).toEqual([]);
		expect(message.text).not.toContain('[link to');
	});
});

test('each of several', async () => {
	const { deceptiveLinks } = await read(
		`${link('http://a.test', 'http://a.test')}<a href=http://b.test>paypal.com<a href=http://c.test>ebay.com</a>`,
	);
	expect(deceptiveLinks.map(({ target }) => target)).toEqual(['b.test', 'c.test']);
});

test('the list is bounded, and says so', async () => {
	const message = await read(link('http://evil.test', 'http://bank.example').repeat(500));
	expect(message.deceptiveLinks).toHaveLength(100);
	expect(message.truncated).toEqual(['deceptiveLinks']);
});

test('the first look takes no time and finds most letters of persons harmless', () => {
	const letter = `<div dir="ltr" style="color:#333;background:#fff">Hi,<br>see <a href="https://a.example.com/x">a.example.com</a></div>`;
	expect(isSuspicious(letter)).toBe(false);
	for (const piece of [
		'<a ',
		'<a href="',
		"<a href='x",
		'font:',
		'style="',
		'color:',
		'<title',
		'<a></a>',
		'color=x ',
		'<a href="http://a.test">a.b',
		' ',
		'text = ',
	]) {
		isSuspicious(piece.repeat(500_000 / piece.length));
	}
});
