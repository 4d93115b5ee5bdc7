import { parseMessage } from '../../../mail/message/parse';

test('of a field that may stand once the last counts', async () => {
	const twice = (name: string, first: string, second: string) => [
		`${name}: ${first}`,
		`${name}: ${second}`,
	];
	const source = [
		...twice('Subject', 'first', 'second'),
		...twice('From', 'a@x.test', 'b@x.test'),
		...twice('Reply-To', 'c@x.test', 'd@x.test'),
		...twice('Message-ID', '<1@x.test>', '<2@x.test>'),
		...twice('Date', 'Thu, 1 Jan 2026 00:00:00 +0000', 'Fri, 2 Jan 2026 00:00:00 +0000'),
		'',
		'text',
	];
	expect(await parseMessage(Buffer.from(source.join('\r\n')))).toMatchObject({
		subject: 'second',
		from: [{ address: 'b@x.test' }],
		replyTo: [{ address: 'd@x.test' }],
		messageId: '<2@x.test>',
		date: '2026-01-02T00:00:00.000Z',
	});
});
