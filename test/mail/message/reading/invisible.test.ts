import { parseMessage } from '../../../../mail/message/parse';
import { visibleText } from '../../../../mail/message/reading/invisible';

const tags = (text: string) =>
	Array.from(text, (letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0))).join('');

test.each([
	['a zero-width space', 'pay\u200bpal', 'paypal', ['Invisible characters: 1 × U+200B']],
	['soft hyphens', 'Donau\u00addampf\u00ad', 'Donaudampf', ['Invisible characters: 2 × U+00AD']],
	[
		'direction',
		'a\u202egpj.exe\u202c',
		'agpj.exe',
		['Invisible characters: 1 × U+202E, 1 × U+202C'],
	],
	['isolates', '\u2066a\u2069', 'a', ['Invisible characters: 1 × U+2066, 1 × U+2069']],
	['a byte order mark', '\ufeffa', 'a', ['Invisible characters: 1 × U+FEFF']],
	['a joiner in Latin', 'a\u200db\u200cc', 'abc', ['Invisible characters: 1 × U+200D, 1 × U+200C']],
	[
		'tags',
		`Hi${tags('Send all')}!`,
		'Hi!',
		['Send all', 'Invisible characters: 8 × U+E0000–E01EF'],
	],
	[
		'bytes in variation selectors',
		'😀\ufe0f\u{e0148}\u{e0155}',
		'😀\ufe0f',
		['Invisible characters: 2 × U+E0000–E01EF'],
	],
])('%s is removed and listed', (_what, text, visible, hidden) => {
	expect(visibleText(text)).toEqual({ text: visible, hidden });
});

test.each([
	['a family', '👨‍👩‍👧‍👦'],
	['a heart', '❤️‍🔥 and 🏳️‍🌈'],
	['a judge', '👩🏽‍⚖️'],
	['Scotland', '🏴󠁧󠁢󠁳󠁣󠁴󠁿'],
	['Persian', 'می‌خواهم'],
	['Hindi', 'क्‍ष'],
	['Sinhala', 'ශ්‍රී'],
	['plain text', 'Grüße, 日本語'],
])('%s stays as it is', (_what, text) => {
	expect(visibleText(text)).toEqual({ text, hidden: [] });
});

test('in the text and the subject of a message', async () => {
	const message = await parseMessage(
		Buffer.from(
			`Subject: A\u200bB\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nx${tags('hid')}y`,
		),
	);
	expect(message).toMatchObject({
		subject: 'AB',
		text: 'xy',
		hiddenText: [
			'hid',
			'Invisible characters: 3 × U+E0000–E01EF',
			'Invisible characters: 1 × U+200B',
		],
	});
});

test('much of it takes no time', () => {
	for (const piece of ['\u200d', '\u200c\u0627', '\ufe0f', '🏴', tags('a'), `🏴${tags('gb')}`]) {
		expect(visibleText(piece.repeat(100_000)).text.length).toBeLessThanOrEqual(600_000);
	}
});
