import type { IDataObject } from 'n8n-workflow';
import { type Account, accountFromCredential } from '../../mail/account/settings';
import type { Ports } from '../../sandbox/mailserver';

export const alice = 'alice@example.test';
export const bob = 'bob@example.test';

/** Passwords by address, as the test servers take them. */
export const users = { [alice]: 'alice-pass', [bob]: 'bob-pass' };

/** Data of the credential for Alice's mailbox on a test server, over TLS. */
export function credentialFor(
	server: { ports: Ports; ca: string },
	changes: IDataObject = {},
): IDataObject {
	return {
		provider: 'custom',
		address: alice,
		password: users[alice],
		smtpHost: '127.0.0.1',
		smtpPort: server.ports.smtps,
		smtpTls: 'tls',
		imapHost: '127.0.0.1',
		imapPort: server.ports.imaps,
		imapTls: 'tls',
		caCertificate: server.ca,
		...changes,
	};
}

export function accountFor(
	server: { ports: Ports; ca: string },
	changes: IDataObject = {},
): Account {
	return accountFromCredential(credentialFor(server, changes));
}
