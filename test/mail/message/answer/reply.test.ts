import type { Account } from '../../../../mail/account/settings';
import type { MailAddress } from '../../../../mail/message/address';
import { isFromUs, replyRecipients, threadOf } from '../../../../mail/message/answer/reply';
import { accountFor } from '../../../support/account';

const account: Account = {
	...accountFor({ ports: { smtp: 1, smtps: 1, imap: 1, imaps: 1 }, ca: '' }),
	aliases: ['sales@example.test', 'büro@bücher.test'],
	user: 'Login@Example.TEST',
};

const addresses = (...texts: string[]): MailAddress[] =>
	texts.map((address) => ({ name: '', address }));

function recipients(
	original: Partial<Record<'from' | 'replyTo' | 'to' | 'cc', MailAddress[]>>,
	options: { all?: boolean; sent?: boolean } = {},
) {
	const whole = { from: addresses('bob@x.test'), replyTo: [], to: [], cc: [], ...original };
	const { to, cc, warnings } = replyRecipients(whole, account, {
		...{ all: false, sent: false },
		...options,
	});
	const list = (found: MailAddress[]) => found.map(({ address }) => address);
	return { to: list(to), cc: list(cc), warnings };
}

describe('an answer', () => {
	it('goes to the sender', () => {
		const original = { to: addresses('alice@example.test'), cc: addresses('carol@x.test') };
		expect(recipients(original)).toEqual({ to: ['bob@x.test'], cc: [], warnings: [] });
	});

	it('goes where the sender wants answers', () => {
		const replyTo = addresses('desk@x.test', 'Desk@X.test', 'other@x.test');
		expect(recipients({ replyTo }).to).toEqual(['desk@x.test', 'other@x.test']);
	});

	it('keeps the name of the sender', () => {
		const from = [{ name: 'Bob, "the" Ä', address: 'bob@x.test' }];
		const whole = { from, replyTo: [], to: [], cc: [] };
		expect(replyRecipients(whole, account, { all: false, sent: false }).to).toEqual(from);
	});

	it('to what we sent goes to those who got it', () => {
		const original = {
			from: addresses('alice@example.test'),
			replyTo: addresses('alice@example.test'),
			to: addresses('bob@x.test', 'carol@x.test'),
			cc: addresses('dave@x.test'),
		};
		const to = ['bob@x.test', 'carol@x.test'];
		expect(recipients(original, { sent: true })).toMatchObject({ to, cc: [] });
		expect(recipients(original, { sent: true, all: true })).toMatchObject({
			to,
			cc: ['dave@x.test'],
		});
	});

	it.each([
		['an empty sender', { from: [] }, /no address in From to answer, as bounces/],
		['a sender <>', { from: addresses('') }, /no address in From/],
		['no sender but a name', { from: [{ name: 'Mailer', address: '' }] }, /From.*"Mailer"/],
		['a Reply-To that is none', { replyTo: addresses('not an address') }, /Reply-To.*"not an/],
		['a quoted local part', { from: addresses('"a@evil.test"@x.test') }, /From of the original/],
	])('cannot be sent to %s', (_what, original, message) => {
		expect(() => recipients(original)).toThrow(message);
		expect(() => recipients(original)).toThrow(/INVALID_ADDRESS, phase: compose/);
	});

	it('leaves out the addresses that are none, and says so', () => {
		const replyTo = addresses('bob@x.test', 'a b@x.test', 'x@[127.0.0.1]');
		const { to, warnings } = recipients({ replyTo });
		expect(to).toEqual(['bob@x.test']);
		expect(warnings).toEqual([
			'"a b@x.test" in Reply-To of the original is no email address and was left out.',
			'"x@[127.0.0.1]" in Reply-To of the original is no email address and was left out.',
		]);
	});
});

describe('an answer to all', () => {
	const all = true;

	it('goes to the other recipients too, but not to us and to nobody twice', () => {
		const original = {
			to: addresses('ALICE@example.test', 'carol@x.test', 'SALES@Example.test', 'Bob@X.test'),
			cc: addresses('login@example.test', 'Carol@x.test', 'dave@x.test', 'büro@bücher.test'),
		};
		expect(recipients(original, { all })).toEqual({
			to: ['bob@x.test'],
			cc: ['carol@x.test', 'dave@x.test'],
			warnings: [],
		});
	});

	it('leaves our own address out of Reply-To', () => {
		const replyTo = addresses('alice@example.test', 'list@x.test');
		expect(recipients({ replyTo }, { all }).to).toEqual(['list@x.test']);
	});

	it('goes to the sender where all others are us', () => {
		const original = {
			from: addresses('alice@example.test'),
			to: addresses('alice@example.test', 'sales@example.test'),
		};
		expect(recipients(original, { all })).toMatchObject({ to: ['alice@example.test'], cc: [] });
	});

	it('leaves out what is no address, and says so', () => {
		const original = {
			to: addresses('alice@example.test', 'b@@x'),
			cc: [{ name: 'x', address: '' }],
		};
		const { cc, warnings } = recipients(original, { all });
		expect(cc).toEqual([]);
		expect(warnings).toEqual([
			expect.stringMatching(/^"b@@x" in To of the original/),
			expect.stringMatching(/^"x" in Cc of the original/),
		]);
	});
});

it.each([
	['alice@example.test', true],
	['Sales@Example.Test', true],
	['login@example.test', true],
	['bob@x.test', false],
	['alice@example.test.evil.test', false],
])('takes %s for one of ours: %s', (address, expected) => {
	expect(isFromUs({ from: addresses(address) }, account)).toBe(expected);
});

describe('the thread of an answer', () => {
	const thread = (
		messageId: string | null,
		references: string[],
		inReplyTo: string | null = null,
	) => threadOf({ messageId, references, inReplyTo });

	it('goes on from that of the original', () => {
		expect(thread('<c@x>', ['<a@x>', '<b@x>'], '<other@x>')).toEqual({
			messageId: '<c@x>',
			references: ['<a@x>', '<b@x>'],
		});
	});

	it('goes on from In-Reply-To where there are no References', () => {
		expect(thread('<c@x>', [], '<b@x>')).toEqual({ messageId: '<c@x>', references: ['<b@x>'] });
	});

	it('leaves out the middle of a long one', () => {
		const ids = Array.from({ length: 10_000 }, (_, index) => `<${index}@x>`);
		const { references = [] } = thread('<c@x>', ids) ?? {};
		expect(references).toHaveLength(100);
		expect([references[0], references[1], references.at(-1)]).toEqual([
			...['<0@x>', '<9901@x>', '<9999@x>'],
		]);
	});

	it.each([
		null,
		'',
		'word',
		'a@x',
		'<a\u0085b@x>',
		'<a\u0000@x>',
		'<ä@x>',
		`<${'a'.repeat(999)}@x>`,
	])('cannot be made from the Message-ID %j', (messageId) => {
		expect(thread(messageId, ['<a@x>'])).toBeUndefined();
	});

	it('leaves out references that no header may have', () => {
		expect(thread('<c@x>', ['<a\u0085@x>', '<b\u0000@x>', '<ok@x>'])?.references).toEqual([
			'<ok@x>',
		]);
	});
});
