import { codesIn } from '../../../../mail/message/signIn/codes';
import { englishExamples } from './englishExamples';
import { otherExamples } from './otherExamples';
import { serviceExamples } from './serviceExamples';

test.each([...englishExamples, ...serviceExamples, ...otherExamples])(
	'$name',
	({ subject, text, code, shown = code }) => {
		const [first] = codesIn({ subject, text });
		expect(first?.code ?? null).toBe(code);
		if (!first) return;
		expect(first.shown).toBe(shown);
		const source = first.where === 'subject' ? subject : text;
		expect(first.line).toBe(first.line.trim());
		expect(source).toContain(first.line);
		expect(source.slice(first.offset, first.offset + first.shown.length).length).toBe(
			first.shown.length,
		);
	},
);

test('knows a code by what it says of it', () => {
	const text = 'Hello,\n\nYour code:\n\n 123-456\n\nBye';
	expect(codesIn({ subject: 'Sign in', text })).toEqual([
		{
			code: '123456',
			shown: '123-456',
			where: 'text',
			offset: text.indexOf('123'),
			line: '123-456',
			reason: '6 digits in groups, beside "code", alone in its line',
			domain: null,
		},
	]);
});

test('gives the website that a code is for, and the code once', () => {
	const text = '747723 is your code.\n\n@Example.com #747723';
	const found = codesIn({ subject: 'Your code is 747723', text });
	expect(found).toMatchObject([{ code: '747723', domain: 'example.com', where: 'text' }]);
});

test('looks into the HTML where the plain text has none, at what is seen of it', () => {
	const seen = '<p>Your code:</p><h1>4<span>8</span>2913</h1>';
	const html = `<div style="display:none">Your code: 111222</div>${seen}`;
	const found = codesIn({ subject: 'Sign in', text: 'Please open this mail in a browser.', html });
	expect(found).toMatchObject([{ code: '482913', where: 'html' }]);
	expect(codesIn({ subject: '', text: 'Your code: 333444', html })).toMatchObject([
		{ code: '333444', where: 'text' },
	]);
});

test('gives a few codes, the likeliest first', () => {
	const lines = Array.from({ length: 20 }, (_, index) => `Backup code: 5551${10 + index}`);
	const found = codesIn({ subject: '', text: ['Verification code: 993311', ...lines].join('\n') });
	expect(found).toHaveLength(5);
	expect(found[0]).toMatchObject({ code: '993311' });
});

test('cuts the line around a code', () => {
	const text = `${'word '.repeat(200)} your code is 482913 ${'word '.repeat(200)}`;
	const [found] = codesIn({ subject: '', text });
	expect(found?.line).toContain('your code is 482913');
	expect(found?.line.length).toBeLessThanOrEqual(200);
});

test('takes its time from the length of the message, whatever is in it', () => {
	const pieces = ['1 ', 'code 123456 ', '@a', '@a.b #1234\n', 'a', '123456\n', '-1', 'A1-', '('];
	for (const piece of pieces) {
		const text = piece.repeat(100_000);
		expect(codesIn({ subject: text.slice(0, 2_000), text }).length).toBeLessThanOrEqual(5);
	}
});
