import { fileNameOf, forwardedOf } from '../../../../mail/message/answer/forward';
import { divided, newContentIds } from '../../../../mail/message/answer/originalFiles';
import { type Quotable, quoteOf, withQuote, written } from '../../../../mail/message/answer/quote';

const original: Quotable & Parameters<typeof forwardedOf>[0] = {
	from: [{ name: 'Bob', address: 'bob@x.test' }],
	to: [
		{ name: '', address: 'alice@example.test' },
		{ name: 'Carol <evil>', address: 'carol@x.test' },
	],
	cc: [{ name: 'Dave', address: 'dave@x.test' }],
	subject: 'Order <4711>',
	date: '2026-11-20T10:05:00.000Z',
	text: 'Hi Alice\r\n\r\n> earlier\r\nBob\r\n',
	html: null,
	truncated: [],
};

const none = new Map<string, string>();
const quote = (changes: Partial<Quotable> = {}) =>
	quoteOf({ ...original, ...changes }, 'Europe/Berlin', none);
const forward = (changes: Partial<typeof original> = {}) =>
	forwardedOf({ ...original, ...changes }, 'UTC', none);

describe('the quoted original', () => {
	it('is marked line by line, below who wrote it and when', () => {
		expect(quote().text).toBe(
			'On 20 November 2026 at 11:05 CET, Bob <bob@x.test> wrote:\n> Hi Alice\n>\n>> earlier\n> Bob',
		);
	});

	it('is a blockquote, with the text escaped where there is no HTML', () => {
		const { html } = quote({ text: 'a < b\n"c" & d' });
		expect(html).toContain(
			'<div>On 20 November 2026 at 11:05 CET, Bob &lt;bob@x.test&gt; wrote:</div>',
		);
		expect(html).toMatch(/<blockquote type="cite"[^>]*>\na &lt; b<br>\n"?/);
		expect(html).toContain('a &lt; b<br>\n&quot;c&quot; &amp; d\n</blockquote>');
	});

	it('is the HTML of the original, made harmless', () => {
		const { html } = quote({ html: '<p>Hi</p></blockquote><script>x()</script><div>open' });
		expect(html).toMatch(/<blockquote [^>]*>\n<p>Hi<\/p><div>open<\/div>\n<\/blockquote>$/);
	});

	it('says where it was cut', () => {
		expect(quote({ truncated: ['text'] }).text).toMatch(/> Bob\n> \[…\]$/);
		expect(quote({ html: '<p>a</p>', truncated: ['html'] }).html).toContain(
			'<p>a</p><div>[…]</div>',
		);
		expect(quote({ html: '<div>'.repeat(20_000) }).html).toContain('</div><div>[…]</div>');
	});

	it('needs neither a date nor a sender', () => {
		expect(quote({ date: null, from: [] }).text).toMatch(/^somebody wrote:\n/);
		expect(quote({ date: null, from: [{ name: '', address: 'b@x.test' }] }).text).toMatch(
			/^b@x\.test wrote:\n/,
		);
	});

	it('stands below what the sender wrote, in both forms', () => {
		expect(withQuote({ text: 'Yes\n' }, { text: '> a', html: 'a' })).toEqual({
			text: 'Yes\n\n> a',
			html: undefined,
		});
		expect(withQuote({ html: '<p>Yes</p>' }, { text: '> a', html: '<i>a</i>' })).toEqual({
			text: 'Yes\n\n> a',
			html: '<p>Yes</p>\n<br>\n<div><i>a</i></div>\n',
		});
		expect(withQuote({ text: '' }, { text: '> a', html: '' }).text).toBe('> a');
	});

	it('stands inside the body of a whole document', () => {
		const { html } = withQuote({ html: '<html><body>Yes</body></html>' }, { text: '', html: 'a' });
		expect(html).toMatch(/^<html><body>Yes\n<br>\n<div>a<\/div>\n<\/body><\/html>$/);
	});
});

it.each([
	['UTC', '20 November 2026 at 10:05 UTC'],
	['America/New_York', '20 November 2026 at 05:05 GMT-5'],
])('a date in %s is written as %s', (timeZone, expected) => {
	expect(written('2026-11-20T10:05:00.000Z', timeZone)).toBe(expected);
});

describe('the forwarded original', () => {
	it('says who wrote it to whom', () => {
		expect(forward().text).toBe(
			[
				'---------- Forwarded message ----------',
				'From: Bob <bob@x.test>',
				'Date: 20 November 2026 at 10:05 UTC',
				'Subject: Order <4711>',
				'To: alice@example.test, Carol <evil> <carol@x.test>',
				'Cc: Dave <dave@x.test>',
				'',
				'Hi Alice\n\n> earlier\nBob',
			].join('\n'),
		);
		expect(forward().html).toContain(
			'Subject: Order &lt;4711&gt;<br>\nTo: alice@example.test, Carol &lt;evil&gt;',
		);
	});

	it('leaves out what the original does not say', () => {
		const { text } = forward({ date: null, cc: [], to: [], subject: '' });
		expect(text).toMatch(/^-+ Forwarded message -+\nFrom: Bob <bob@x\.test>\n\nHi Alice/);
	});

	it('names no more than some of a thousand recipients', () => {
		const to = Array.from({ length: 1000 }, (_, index) => ({
			name: '',
			address: `${index}@x.test`,
		}));
		expect(forward({ to }).text).toMatch(/49@x\.test and 950 more\n/);
	});
});

it.each([
	['Order 4711', 'Order 4711.eml'],
	['a/b\\c:d*e?f"g<h>i|j', 'a b c d e f g h i j.eml'],
	['../../etc/passwd', '.. .. etc passwd.eml'],
	['exe\u202egpj', 'exe gpj.eml'],
	['…...', '….eml'],
	['', 'message.eml'],
	['/', 'message.eml'],
	['😀'.repeat(200), `${'😀'.repeat(100)}.eml`],
])('the file of a message called %j is %s', (subject, expected) => {
	expect(fileNameOf(subject)).toBe(expected);
});

describe('the files of a quoted original', () => {
	const file = (fileName: string, contentId?: string) => ({
		...{ fileName, contentId, mimeType: 'image/png', content: Buffer.from('x') },
	});

	it('are images of the quote, or files like any other', () => {
		const files = [file('a', 'one'), file('b'), file('c', 'two'), file('d', 'one')];
		const contentIds = newContentIds(files);
		expect([...contentIds]).toEqual([
			['one', 'quoted-1@envelope'],
			['two', 'quoted-2@envelope'],
		]);
		const { images, others } = divided(files, new Set(['one']), contentIds);
		expect(images).toEqual([file('a', 'quoted-1@envelope')]);
		expect(others).toEqual([file('b'), file('c'), file('d')]);
	});
});
