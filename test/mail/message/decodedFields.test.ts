import { decodedFields } from '../../../mail/message/decodedFields';

const read = (header: string, names?: string[]) =>
	decodedFields(Buffer.from(header, 'latin1'), names);

describe('header fields as they read', () => {
	it.each([
		['Subject: plain', ['plain']],
		['Subject:  =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\n =?utf-8?B?IGF1cw==?= Ulm', ['Grüße aus Ulm']],
		['From: =?iso-8859-1?Q?J=F6rg?= <j@x.test>', ['Jörg <j@x.test>']],
		['Subject: gr\xc3\xbcn', ['grün']],
		['Subject: =?nonsense?X?x?=', ['=?nonsense?X?x?=']],
		['X-A: one\r\nx-a: two\r\nno field', ['one', 'two']],
		['X-Empty:\r\n\r\n', ['']],
		['', []],
	])('%j', async (header, expected) => {
		expect(await read(header)).toEqual(expected);
	});

	it('are those that are asked for', async () => {
		const header = 'Subject: s\r\nX-A: a\r\n folded\r\nTo : t\r\n';
		expect(await read(header, ['x-a', 'TO'])).toEqual(['a folded', 't']);
	});

	it('are bounded, however many strangers write', async () => {
		const fields = await read('X: =?utf-8?Q?=C3=BC?=\r\n'.repeat(100_000));
		expect(fields.filter((text) => text === 'ü')).toHaveLength(500);
		expect(fields.length).toBeLessThan(15_000);
	});
});
