import { EnvelopeError } from '../../../../mail/errors';
import { formatToken, parseToken, type Place } from '../../../../mail/mailbox/changes/token';
import { bob } from '../../../support/account';
import { failureOf } from '../../../support/failure';
import { imapAccount } from '../../../support/imapAccount';

const account = imapAccount(143, 'none');

const place: Place = {
	path: 'INBOX',
	uidValidity: '1700000000',
	last: 42,
	modseq: '7',
	known: { list: [[0, '1:42']] },
};

const parsed = async (text: string) => parseToken(account, text);

describe('a token', () => {
	it('is short, and gives its places back to its mailbox alone', async () => {
		const token = formatToken(account, [place]);
		expect(token).toMatch(/^[\w-]{20,250}$/);
		expect(await parsed(token)).toEqual([place]);
		expect(
			parseToken(imapAccount(143, 'none', { address: bob, user: bob }), token),
		).toBeUndefined();
	});

	it('holds neither the password nor the address', () => {
		const text = JSON.stringify(parseToken(account, formatToken(account, [place])));
		expect(text).not.toMatch(/alice|pass|127/);
	});

	it.each(['', 'x', 'eJw', '{}', 'null', '💌', 'eJyrVkrOz0vLTFeyUkpKLFKqBQAuvAWr'])(
		'is none where it is %j',
		async (text) => {
			expect(await failureOf(parsed(text))).toMatchObject({
				code: 'INVALID_FIELD',
				message: expect.stringContaining('The token is not one that Get Changes gave'),
			});
		},
	);

	it('is none any more where a character was lost or changed', async () => {
		const token = formatToken(account, [place]);
		for (let at = 0; at < token.length; at++) {
			const without = token.slice(0, at) + token.slice(at + 1);
			expect(await failureOf(parsed(without))).toBeInstanceOf(EnvelopeError);
		}
	});

	it('does not fill the memory', async () => {
		const huge = formatToken(account, [{ ...place, path: ' '.repeat(20_000_000) }]);
		expect(huge.length).toBeLessThan(50_000);
		expect(await failureOf(parsed(huge))).toMatchObject({ code: 'INVALID_FIELD' });
	});
});
