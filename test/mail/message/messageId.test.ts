import { messageIdsIn, newMessageId } from '../../../mail/message/messageId';

test('a new one is in the domain of the sender, and another each time', () => {
	const ids = Array.from({ length: 1_000 }, () => newMessageId('jane@xn--bcher-kva.example'));
	for (const id of ids) expect(id).toMatch(/^<[0-9a-f-]{36}@xn--bcher-kva\.example>$/);
	expect(new Set(ids).size).toBe(ids.length);
});

test.each([
	['<a@example.com>', ['<a@example.com>']],
	['<a@example.com> <b@example.com>', ['<a@example.com>', '<b@example.com>']],
	['<a@example.com>\r\n\t<b@example.com>', ['<a@example.com>', '<b@example.com>']],
	['your mail of Monday <a@example.com>', ['<a@example.com>']],
	['', []],
	['a@example.com', []],
	['<a b@example.com>', []],
	['<a\0b@example.com> <a\u0085b@example.com>', []],
])('are found in %j', (text, expected) => {
	expect(messageIdsIn(text)).toEqual(expected);
});
