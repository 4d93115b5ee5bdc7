import type { IDataObject } from 'n8n-workflow';
import { type Account, accountFromCredential, type TlsMode } from '../../mail/account/settings';
import { alice, users } from './account';

/** Alice's account on a server that is played and has IMAP only. */
export function imapAccount(port: number, tls: TlsMode, changes: IDataObject = {}): Account {
	return accountFromCredential({
		provider: 'custom',
		use: 'receive',
		address: alice,
		password: users[alice],
		imapHost: '127.0.0.1',
		imapPort: port,
		imapTls: tls,
		...changes,
	});
}
