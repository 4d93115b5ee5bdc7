import type { Account } from '../../../mail/account/settings';
import { EnvelopeError } from '../../../mail/errors';
import { type MailAddress, parseAddress } from '../../../mail/message/address';

const ownAddresses = new WeakMap<Account, string>();

/** The account's own address, its domain in ASCII. @throws EnvelopeError INVALID_ADDRESS */
export function accountAddress(account: Account): string {
	const known = ownAddresses.get(account);
	if (known !== undefined) return known;
	const { address } = parseAddress('The email address of the account', account.address);
	ownAddresses.set(account, address);
	return address;
}

/**
 * Whom a message is from: the account, or one of the aliases that its owner allowed.
 *
 * @param given From Address and From Name as the user filled them in, empty for the account's own
 * @throws EnvelopeError INVALID_ADDRESS for an address that is not the account's
 */
export function senderOf(
	account: Account,
	given: { fromAddress: string; fromName: string },
): MailAddress {
	const own = accountAddress(account);
	const name = given.fromName || account.senderName;
	if (given.fromAddress.trim() === '') return { name, address: own };
	const { address } = parseAddress('From Address', given.fromAddress);
	assertOwn(account, address, 'From Address');
	return { name, address };
}

/**
 * @param address its domain in ASCII
 * @param field what the user calls the place where it stands
 * @throws EnvelopeError INVALID_ADDRESS for an address that is not the account's
 */
export function assertOwn(account: Account, address: string, field: string): void {
	const own = accountAddress(account);
	const aliases = account.aliases.map((alias) => parseAddress('An alias of the account', alias));
	const allowed = [own, ...aliases.map((alias) => alias.address)];
	if (allowed.some((one) => one.toLowerCase() === address.toLowerCase())) return;
	throw notAllowed(field, address, own);
}

function notAllowed(field: string, address: string, own: string): EnvelopeError {
	return new EnvelopeError(
		'INVALID_ADDRESS',
		`${field} is ${address}, which the account may not send as`,
		{
			phase: 'compose',
			recipient: address,
			remedy: `Use ${own}, or have the address added to the aliases in the credential.`,
		},
	);
}
