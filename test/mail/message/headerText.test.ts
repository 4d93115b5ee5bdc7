import { headerText } from '../../../mail/message/headerText';

test.each(['', 'Hello', 'Grüße, 世界 👋', '"quoted" <angle> {{ $json.x }}', 'x'.repeat(10_000)])(
	'keeps text as it is',
	(text) => {
		expect(headerText('Subject', text)).toBe(text);
	},
);

test.each([
	['\r', 'U+000D'],
	['\n', 'U+000A'],
	['\0', 'U+0000'],
	['\t', 'U+0009'],
	['\x1b', 'U+001B'],
	['\x7f', 'U+007F'],
	['\u0085', 'U+0085'],
	['\u2028', 'U+2028'],
	['\u2029', 'U+2029'],
])('refuses %j and says what, where and what to do', (control, name) => {
	const check = () => headerText('Subject', `Hi${control}Bcc: evil@example.com`);
	expect(check).toThrow(
		expect.objectContaining({ code: 'INVALID_FIELD', phase: 'compose', transient: false }),
	);
	expect(check).toThrow(`Subject has a line break or control character (${name}) at position 3`);
	expect(check).toThrow('Remove it');
});
