import { parseMessage } from '../../../../mail/message/parse';

const read = (headers: string[]) =>
	parseMessage(Buffer.from(`${headers.join('\r\n')}\r\n\r\nHi\r\n`), { headers: true });

test('all fields, from the top, decoded and unfolded', async () => {
	const { headers } = await read([
		'Received: one',
		'X-Own: =?utf-8?Q?Gr=C3=BC?=\r\n =?utf-8?Q?=C3=9Fe_aus?= =?iso-8859-1?B?S/ZsbiA=?= !',
		'RECEIVED: two\r\n\tfolded',
		'X-Raw: Grüße',
		'X-Broken: =?x-none?B?QQ==?= =?utf-8?X?a?=',
		'X-Split: =?utf-8?B?8J+O?= =?utf-8?B?iQ==?=',
		'X-Line: =?utf-8?Q?a=0D=0ABcc:_b?=',
		'__proto__: x',
	]);
	expect({ ...headers }).toMatchObject({
		received: ['one', 'two\tfolded'.replace('\t', ' ')],
		'x-own': ['Grüße ausKöln  !'],
		'x-raw': ['Grüße'],
		'x-broken': ['A =?utf-8?X?a?='],
		'x-split': ['🎉'],
		'x-line': ['a Bcc: b'],
	});
	expect(Object.getPrototypeOf(headers)).toBe(Object.prototype);
});

test('none unless they are asked for', async () => {
	expect(await parseMessage(Buffer.from('X: y\r\n\r\n'))).not.toHaveProperty('headers');
});

test('are bounded, and say so', async () => {
	const long = await read([`X-Long: ${'x'.repeat(50_000)}`]);
	expect(long.headers?.['x-long']?.[0]).toHaveLength(9_999);
	const many = await read(Array.from({ length: 5_000 }, (_, i) => `X-${i}: ${'y'.repeat(500)}`));
	expect(JSON.stringify(many.headers).length).toBeLessThan(200_000);
	expect([long.truncated, many.truncated]).toEqual([
		['headers'],
		expect.arrayContaining(['headers']),
	]);
});
