import { withSignature } from '../../../../mail/message/content/signature';

const signature = { text: 'Alice\nExample Ltd.', html: '<b>Alice</b>' };
const div = '<div style="margin-top: 1em"><b>Alice</b></div>';

test('stands under the text, after the line that mail programs know', () => {
	expect(withSignature({ text: 'Hello\n\n' }, signature)).toEqual({
		text: 'Hello\n\n-- \nAlice\nExample Ltd.\n',
		html: undefined,
	});
});

test('stands under the HTML, and under the text that is made of it', () => {
	expect(withSignature({ html: '<p>Hello</p>' }, signature)).toEqual({
		text: 'Hello\n\n-- \nAlice\nExample Ltd.\n',
		html: `<p>Hello</p>\n${div}\n`,
	});
});

test.each([
	['<html><body><p>a</p></body></html>', `<html><body><p>a</p>\n${div}\n</body></html>`],
	['<BODY>a</BODY >\n</HTML>', `<BODY>a\n${div}\n</BODY >\n</HTML>`],
	['<html>a</html>', `<html>a\n${div}\n</html>`],
	['<!-- </body> --><body>a</body>', `<!-- </body> --><body>a\n${div}\n</body>`],
	['<p>İİİ</p></body>', `<p>İİİ</p>\n${div}\n</body>`],
	['', `\n${div}\n`],
])('stands inside the body of %j', (html, signed) => {
	expect(withSignature({ html }, signature).html).toBe(signed);
});

test('in text alone is made HTML', () => {
	const { html } = withSignature({ html: '' }, { text: 'A & <b>\r\nB', html: '' });
	expect(html).toContain('>A &amp; &lt;b&gt;<br>\nB</div>');
});

test('in HTML alone is made text', () => {
	const { text } = withSignature({ text: 'Hi' }, { text: '', html: '<p>Alice<br>Example</p>' });
	expect(text).toBe('Hi\n\n-- \nAlice\nExample\n');
});

test('that has the line already gets no second one', () => {
	for (const text of ['-- \nAlice', '--\r\nAlice']) {
		expect(withSignature({ text: 'Hi' }, { text, html: '' }).text).toBe('Hi\n\n-- \nAlice\n');
	}
});

test('that is none changes nothing', () => {
	const body = { html: '<p>Hello</p>' };
	expect(withSignature(body, { text: '', html: '' })).toBe(body);
});
