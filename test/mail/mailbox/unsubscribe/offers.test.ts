import { offersIn } from '../../../../mail/mailbox/unsubscribe/offers';
import { headersIn } from '../../../../mail/message/reading/headers';

const post = 'List-Unsubscribe=One-Click';

/** As they come out of a message, decoded and unfolded. */
const offers = (list: string, ...posts: string[]) => {
	const lines = [
		{ key: 'list-unsubscribe', line: `List-Unsubscribe: ${list}` },
		...posts.map((value) => ({
			key: 'list-unsubscribe-post',
			line: `List-Unsubscribe-Post: ${value}`,
		})),
	];
	return offersIn(headersIn(lines).headers);
};

const oneClick = (list: string) => offers(list, post).oneClick?.href;

test.each([
	['alone', '<https://example.com/u?id=1>'],
	['before a mail address', '<https://example.com/u?id=1>, <mailto:leave@example.com>'],
	['behind a mail address', '<mailto:leave@example.com>,<https://example.com/u?id=1>'],
	['before another', '<https://example.com/u?id=1>, <https://example.com/u?id=2>'],
	['behind one that is not encrypted', '<http://example.com/u>, <https://example.com/u?id=1>'],
	[
		'with a comment',
		'(Click (here) to <https://evil.test/> leave) <https://example.com/u?id=1> (bye)',
	],
	['folded within', '<https://example.com/\r\n u?id=1>'],
	['folded between', '<mailto:a@example.com>,\r\n\t<https://example.com/u?id=1>'],
	['with white space', ' < https://example.com/u?id=1 > '],
	['in an encoded word', '=?us-ascii?Q?=3Chttps=3A//example.com/u=3Fid=3D1=3E?='],
	['in two encoded words', '=?utf-8?B?PGh0dHBzOi8vZXhhbXBsZS5jb20v?=\r\n =?utf-8?B?dT9pZD0xPg==?='],
])('reads an https address %s', (_, list) => {
	expect(oneClick(list)).toBe('https://example.com/u?id=1');
});

test.each([
	['no address', ''],
	['an address without brackets', 'https://example.com/u'],
	['one that is not closed', '<https://example.com/u'],
	['one that is not encrypted', '<http://example.com/u>'],
	['a script', '<javascript:alert(1)>'],
	['a file', '<file:///etc/passwd>'],
	['an address that is none', '<https://>'],
	['an address without a name', '<https://192.0.2.1/u>'],
	['a host of this network', '<https://intranet/u>'],
	['another port', '<https://example.com:444/u>'],
	['a password', '<https://a:b@example.com/u>'],
	['one in a comment that does not end', '(see <https://example.com/u>'],
	['one that is too long', `<https://example.com/${'u'.repeat(5_000)}>`],
])('takes %s for no offer', (_, list) => {
	const { oneClick: url, mail } = offers(list, post);
	expect([url, mail]).toEqual([undefined, undefined]);
});

test.each([
	['no field for it', []],
	['another word in it', ['List-Unsubscribe=Two-Clicks']],
	['more in it', ['List-Unsubscribe=One-Click&x=1']],
	['another word in the last of two', [post, 'no']],
])('offers no click with %s, and says so', (_, posts) => {
	const { oneClick: url, problems } = offers('<https://example.com/u>', ...posts);
	expect(url).toBeUndefined();
	expect(problems).toEqual([expect.stringMatching(/example\.com\/u cannot .*opened by hand/)]);
});

test('of two fields the last counts, which is the one that is signed', () => {
	const headers = {
		'list-unsubscribe': ['<https://added.test/>', '<https://example.com/u>'],
		'list-unsubscribe-post': [' list-unsubscribe = one-click '],
	};
	expect(offersIn(headers).oneClick?.hostname).toBe('example.com');
});

test('line breaks that are hidden in an encoded word do not come into an address', () => {
	const list = `=?utf-8?Q?=3Chttps://example.com/u=0D=0AHost:evil.test=3E?=`;
	expect(oneClick(list)).toBe('https://example.com/uHost:evil.test');
});

test.each([
	['<mailto:leave@example.com>', 'leave@example.com', 'unsubscribe', 'unsubscribe'],
	['<mailto:leave@example.com?subject=Leave%20me>', 'leave@example.com', 'Leave me', ''],
	['<mailto:leave@example.com?subject=a&amp;body=b>', 'leave@example.com', 'a', 'b'],
	['<MAILTO:leave@example.com?SUBJECT=a&Body=b%0D%0Ac>', 'leave@example.com', 'a', 'b\nc'],
	['<mailto:leave+42@example.com?body=x=y+z>', 'leave+42@example.com', 'unsubscribe', 'x=y+z'],
	['<mailto:?to=leave@example.com>', 'leave@example.com', 'unsubscribe', 'unsubscribe'],
	['<mailto:leave%2B42@example.com>', 'leave+42@example.com', 'unsubscribe', 'unsubscribe'],
	[
		'<mailto:leave@example.com?cc=a@x.test&bcc=b@x.test&from=c@x.test&attach=/etc/passwd&subject=s>',
		'leave@example.com',
		's',
		'',
	],
	['<mailto:leave@example.com?subject=Grüße%20%E2%9C%93>', 'leave@example.com', 'Grüße ✓', ''],
])('reads the mail of %s', (list, to, subject, text) => {
	expect(offers(list).mail).toEqual({ to, subject, text });
});

test.each([
	['no recipient', '<mailto:>'],
	['two recipients', '<mailto:a@example.com,b@example.com>'],
	['another recipient besides', '<mailto:a@example.com?to=b@example.com>'],
	['a line break in its recipient', '<mailto:a@example.com%0D%0ABcc:b@example.com>'],
	['a line break in its subject', '<mailto:a@example.com?subject=x%0D%0ABcc:%20b@example.com>'],
	['a line separator in its subject', '<mailto:a@example.com?subject=x%E2%80%A8y>'],
	['a NUL in its text', '<mailto:a@example.com?body=x%00y>'],
	['a name for its recipient', '<mailto:%22Boss%22%20%3Ca@example.com%3E%20b@example.com>'],
	['a recipient that programs read differently', '<mailto:a@evil.test(@example.com)>'],
	['an encoding that is none', '<mailto:a@example.com?subject=%E0%A4%A>'],
	['a long text', `<mailto:a@example.com?body=${'x'.repeat(2_001)}>`],
])('sends no mail with %s, and says why', (_, list) => {
	const { mail, problems } = offers(list);
	expect(mail).toBeUndefined();
	expect(problems).toHaveLength(1);
});
