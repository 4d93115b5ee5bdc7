import type { IDataObject } from 'n8n-workflow';
import { type Account, accountFromCredential, type TlsMode } from '../../mail/account/settings';
import { alice, users } from './account';
import type { TestServer } from './servers';

/** What changes in the credential of a test server's mailbox for a security mode. */
export function inMode({ ports }: Pick<TestServer, 'ports'>, tls: TlsMode): IDataObject {
	return {
		smtpTls: tls,
		smtpPort: tls === 'tls' ? ports.smtps : ports.smtp,
		imapTls: tls,
		imapPort: tls === 'tls' ? ports.imaps : ports.imap,
	};
}

/** Alice's account on a server that is played and has SMTP only. */
export function smtpAccount(port: number, tls: TlsMode, changes: IDataObject = {}): Account {
	return accountFromCredential({
		provider: 'custom',
		use: 'send',
		address: alice,
		password: users[alice],
		smtpHost: '127.0.0.1',
		smtpPort: port,
		smtpTls: tls,
		...changes,
	});
}
