import type { Connection } from '../../mail/imap/connection';
import { withConnection } from '../../mail/imap/pool';
import { accountFor, alice } from './account';
import type { TestServer } from './servers';

/** What Alice does to her mailbox with another mail program. Closed by `closeImapPools`. */
export function otherClient(server: Pick<TestServer, 'ports' | 'ca'>) {
	const account = accountFor(server, { address: alice });
	const act = <T>(action: (connection: Connection) => Promise<T>) =>
		withConnection(account, 'folder', action);
	const inFolder = (folder: string, action: (connection: Connection) => Promise<unknown>) =>
		act(async (connection) => {
			await connection.mailboxOpen(folder);
			await action(connection);
			await connection.mailboxClose();
		});
	return {
		act,
		create: (folder: string) => act((connection) => connection.mailboxCreate(folder)),
		remove: (folder: string) => act((connection) => connection.mailboxDelete(folder)),
		rename: (from: string, to: string) => act((connection) => connection.mailboxRename(from, to)),
		/** COPY keeps INTERNALDATE (RFC 3501 §6.4.7). @param uids such as `1:*` */
		copy: (uids: string, from: string, to: string) =>
			inFolder(from, (connection) => connection.messageCopy(uids, to, { uid: true })),
		delete: (uids: string, folder: string) =>
			inFolder(folder, (connection) => connection.messageDelete(uids, { uid: true })),
		markRead: (uids: string, folder: string) =>
			inFolder(folder, (connection) => connection.messageFlagsAdd(uids, ['\\Seen'], { uid: true })),
		mark: (uids: string, folder: string, flag: string) =>
			inFolder(folder, (connection) => connection.messageFlagsAdd(uids, [flag], { uid: true })),
		markUnread: (uids: string, folder: string) =>
			inFolder(folder, (connection) =>
				connection.messageFlagsRemove(uids, ['\\Seen'], { uid: true }),
			),
	};
}

export type OtherClient = ReturnType<typeof otherClient>;
