import type { Filter } from '../../../../mail/imap/filter/filter';
import { eml } from '../../../support/eml';

const withFile = (disposition: string, type = 'application/pdf') =>
	eml({
		headers: ['Content-Type: multipart/mixed; boundary=b'],
		body: [
			'--b\r\nContent-Type: text/plain\r\n\r\nSee the file',
			`--b\r\nContent-Type: ${type}; name=a.x\r\nContent-ID: <c@x>\r\nContent-Disposition: ${disposition}\r\n\r\nx`,
			'--b--',
		].join('\r\n'),
	});

/** By what each is called in the tests below. */
export const messages: Record<string, [raw: string, options?: { flags?: string[]; date?: Date }]> =
	{
		plain: [eml({ subject: 'Weekly report', from: 'Carol <carol@shop.test>' })],
		quoted: [eml({ subject: 'A "quoted" \\ path (50%) {7}' })],
		encoded: [eml({ subject: '=?utf-8?Q?Gr=C3=BC=C3=9Fe?= aus =?iso-8859-1?Q?K=F6ln?=' })],
		copied: [eml({ headers: ['Cc: Team <team@shop.test>'] })],
		blind: [eml({ headers: ['Bcc: boss@shop.test'] })],
		listed: [eml({ headers: ['List-Id: <news.shop.test>', 'X-Mark: one', 'X-Mark: two'] })],
		empty: [eml({ headers: ['X-Empty:'] })],
		worded: [eml({ body: 'The needle is in here' })],
		read: [eml(), { flags: ['\\Seen'] }],
		marked: [eml(), { flags: ['$Processed'] }],
		starred: [eml(), { flags: ['\\Flagged', '\\Answered'] }],
		big: [eml({ body: 'line\r\n'.repeat(2_000) })],
		early: [eml(), { date: new Date('2026-03-05T10:00:00Z') }],
		late: [eml(), { date: new Date('2026-03-05T10:00:07Z') }],
		file: [withFile('attachment')],
		invoice: [withFile('inline')],
		picture: [withFile('inline', 'image/png')],
	};
export const names = Object.keys(messages);
const allBut = (...left: string[]) => names.filter((name) => !left.includes(name));
const dated = ['early', 'late'];

/** Filters, and what fits them. */
export const cases: [Filter, string[]][] = [
	[{ from: 'CAROL@shop' }, ['plain']],
	[{ from: 'carol <carol@' }, ['plain']],
	[{ subject: 'weekly REP' }, ['plain']],
	[{ subject: '"quoted" \\ path (50%) {7}' }, ['quoted']],
	[{ subject: 'grüße AUS köln' }, ['encoded']],
	[{ subject: 'NIL' }, []],
	[{ subject: 'ALL' }, []],
	[{ subject: '\\ path' }, ['quoted']],
	[{ subject: '\\Seen' }, []],
	[{ to: 'team@shop.test' }, ['copied']],
	[{ to: 'boss@' }, ['blind']],
	[{ to: 'alice@example.test' }, names],
	[{ to: 'TEAM <team@' }, ['copied']],
	[{ cc: 'team@shop.test' }, ['copied']],
	[{ cc: 'boss@' }, []],
	[{ bcc: 'boss@' }, ['blind']],
	[{ bcc: 'alice@' }, []],
	[{ text: 'NEEDLE is' }, ['worded']],
	[{ body: 'NEEDLE is' }, ['worded']],
	[{ body: 'weekly' }, []],
	[{ body: 'needle', text: 'in here' }, ['worded']],
	[{ text: 'weekly' }, ['plain']],
	[{ headers: [{ name: 'List-Id', value: '' }] }, ['listed']],
	[{ headers: [{ name: 'x-empty', value: '' }] }, ['empty']],
	[{ headers: [{ name: 'X-Nowhere', value: '' }] }, []],
	[
		{
			headers: [
				{ name: 'List-Id', value: 'news.' },
				{ name: 'From', value: 'bob' },
			],
		},
		['listed'],
	],
	[
		{
			headers: [
				{ name: 'Subject', value: 'weekly' },
				{ name: 'Subject', value: 'report' },
			],
		},
		['plain'],
	],
	[
		{
			headers: [
				{ name: 'Subject', value: 'weekly' },
				{ name: 'Subject', value: 'hello' },
			],
		},
		[],
	],
	[{ since: new Date('2026-03-05T10:00:07Z') }, allBut('early')],
	[{ since: new Date('2026-03-05T10:00:07.900Z') }, allBut('early')],
	[{ since: new Date('2026-03-05T10:00:08Z') }, allBut(...dated)],
	[{ since: new Date('2026-03-05T10:00:00Z') }, names],
	[{ since: new Date('2999-01-01T00:00:00Z') }, []],
	[{ before: new Date('2026-03-05T10:00:00Z') }, []],
	[{ before: new Date('2026-03-05T10:00:01Z') }, ['early']],
	[{ before: new Date('2026-03-05T10:00:07.900Z') }, ['early']],
	[{ before: new Date('2026-03-06T00:00:00Z') }, dated],
	[{ before: new Date('1970-01-01T00:00:00Z') }, []],
	[{ before: new Date('2999-01-01T00:00:00Z') }, names],
	[
		{ since: new Date('2026-03-05T10:00:00Z'), before: new Date('2026-03-05T10:00:07Z') },
		['early'],
	],
	[{ largerThan: 5_000 }, ['big']],
	[{ largerThan: 0 }, names],
	[{ smallerThan: 5_000 }, allBut('big')],
	[{ smallerThan: 0 }, []],
	[{ hasAttachment: true }, ['file', 'invoice']],
	[{ hasAttachment: false }, allBut('file', 'invoice')],
	[{ seen: false }, allBut('read')],
	[{ seen: true }, ['read']],
	[{ flagged: true }, ['starred']],
	[{ flagged: false }, allBut('starred')],
	[{ answered: true }, ['starred']],
	[{ answered: false }, allBut('starred')],
	[{ keyword: '$Processed' }, ['marked']],
	[{ keyword: '$NobodyHasSetThis' }, []],
	[{ withoutKeyword: '$Processed' }, allBut('marked')],
	[{ withoutKeyword: '$NobodyHasSetThis' }, names],
	[{}, names],
	[{ from: undefined, to: 'team@', subject: 'hello', seen: false }, ['copied']],
	[{ to: 'team@', subject: 'weekly' }, []],
	[
		{ text: 'file', hasAttachment: true, since: new Date('2026-03-05T10:00:08Z') },
		['file', 'invoice'],
	],
	[{ anyOf: [{ subject: 'weekly' }] }, ['plain']],
	[
		{ anyOf: [{ subject: 'weekly' }, { flagged: true }, { keyword: '$Processed' }] },
		['plain', 'marked', 'starred'],
	],
	[
		{
			anyOf: [
				{ subject: 'weekly', from: 'bob' },
				{ cc: 'team@', from: 'bob' },
			],
		},
		['copied'],
	],
	[{ anyOf: [{ to: 'team@' }, { to: 'boss@' }], to: 'alice' }, ['copied', 'blind']],
	[{ anyOf: [{ hasAttachment: true }, { subject: 'weekly' }] }, ['plain', 'file', 'invoice']],
	[
		{ anyOf: [{ before: new Date('2026-03-05T10:00:07Z') }, { subject: 'weekly' }] },
		['plain', 'early'],
	],
	[{ noneOf: [{ subject: 'hello' }] }, ['plain', 'quoted', 'encoded']],
	[{ noneOf: [{ subject: 'hello' }, { from: 'carol' }] }, ['quoted', 'encoded']],
	[{ noneOf: [{ subject: 'hello', from: 'bob' }] }, ['plain', 'quoted', 'encoded']],
	[{ noneOf: [{ subject: 'hello', text: 'needle' }] }, allBut('worded')],
	[{ noneOf: [{ hasAttachment: true }] }, allBut('file', 'invoice')],
	[{ noneOf: [{ since: new Date('2026-03-05T10:00:07Z') }] }, ['early']],
	[{ noneOf: [{ before: new Date('2026-03-05T10:00:07Z') }] }, allBut('early')],
	[{ noneOf: [{ to: 'alice' }] }, []],
	[
		{ noneOf: [{ seen: true }, { flagged: true }], subject: 'hello', smallerThan: 5_000 },
		allBut('plain', 'quoted', 'encoded', 'read', 'starred', 'big'),
	],
	[{ noneOf: [{ anyOf: [{ subject: 'hello' }, { subject: 'weekly' }] }] }, ['quoted', 'encoded']],
	[
		{ anyOf: [{ noneOf: [{ subject: 'hello' }] }, { flagged: true }], noneOf: [{ from: 'carol' }] },
		['quoted', 'encoded', 'starred'],
	],
	[{ noneOf: [{ noneOf: [{ hasAttachment: true }] }] }, ['file', 'invoice']],
];
