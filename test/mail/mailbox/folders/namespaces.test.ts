import type { Account } from '../../../../mail/account/settings';
import type { Connection } from '../../../../mail/imap/connection';
import { folderEntries } from '../../../../mail/imap/folderEntries';
import { resolveFolder } from '../../../../mail/imap/folders';
import { closeImapPools, withConnection } from '../../../../mail/imap/pool';
import { createFolder } from '../../../../mail/mailbox/folders/create';
import { deleteFolder } from '../../../../mail/mailbox/folders/remove';
import { renameFolder } from '../../../../mail/mailbox/folders/rename';
import { mark } from '../../../../mail/mailbox/organize/mark';
import { transfer } from '../../../../mail/mailbox/organize/transfer';
import { alice, bob, users } from '../../../support/account';
import { type Dovecot, startDovecot } from '../../../support/dovecot';
import { eml } from '../../../support/eml';
import { failureOf } from '../../../support/failure';
import { imapAccount } from '../../../support/imapAccount';
import { realServersWanted } from '../../../support/servers';

/** Rights of RFC 4314, which imapflow has no command for. */
interface Raw {
	exec(command: string, attributes: unknown[]): Promise<{ next(): void }>;
}

(realServersWanted ? describe : describe.skip)('on a server with other namespaces', () => {
	let dovecot: Dovecot;
	let account: Account;
	let asBob: Account;

	beforeAll(async () => {
		dovecot = await startDovecot({ users, sharing: true });
		account = imapAccount(dovecot.ports.imap, 'none');
		asBob = imapAccount(dovecot.ports.imap, 'none', { address: bob, password: users[bob] });
		for (const name of ['Team', 'Trash', 'Open/Sub']) await createFolder(asBob, name);
		await withConnection(asBob, 'folder', async (connection) => {
			await connection.append('INBOX.Team', eml({ subject: 'shared' }));
			for (const [folder, allowed] of [
				['INBOX.Team', 'lrs'],
				['INBOX.Trash', 'lrs'],
				['INBOX.Open', 'lrsk'],
				['INBOX.Open.Sub', 'lrsx'],
			]) {
				const rights = [folder, alice, allowed].map((value) => ({ type: 'STRING', value }));
				const raw: Raw = Object.assign(connection);
				(await raw.exec('SETACL', rights)).next();
			}
		});
	});

	afterAll(async () => {
		await closeImapPools();
		await dovecot.daemon.stop();
	});

	const on = <T>(use: (connection: Connection) => Promise<T>) =>
		withConnection(account, 'folder', use);

	it.each([
		['Orders/2026', 'INBOX.Orders.2026'],
		['Other.Kind', 'INBOX.Other.Kind'],
		['INBOX.Third', 'INBOX.Third'],
		['INBOX/Fourth', 'INBOX.Fourth'],
	])('%s is made as %s, found by both names, renamed and deleted', async (name, path) => {
		expect(await createFolder(account, name)).toMatchObject({ path });
		for (const known of [name, path]) {
			expect(await on((connection) => resolveFolder(connection, known))).toBe(path);
		}
		const renamed = await renameFolder(account, name, 'Renamed/Here');
		expect(renamed).toEqual({ from: path, to: 'INBOX.Renamed.Here' });
		const gone = await deleteFolder(account, 'Renamed/Here');
		expect(gone.paths).toEqual(['INBOX.Renamed.Here']);
	});

	it('a folder of others is listed and found, and never taken for our own', async () => {
		const entries = await on((connection) => folderEntries(connection));
		const team = entries.find(({ path }) => path === 'shared.bob.Team');
		expect(team).toMatchObject({ selectable: true, parent: 'shared.bob' });
		expect(entries.find(({ path }) => path === 'shared.bob.Trash')?.specialUse).toBeUndefined();
		expect(await on((connection) => resolveFolder(connection, '\\Trash'))).toBe('INBOX.Trash');
		expect(await on((connection) => resolveFolder(connection, 'shared.bob.Team'))).toBe(
			'shared.bob.Team',
		);
	});

	it('a folder of others that gets another name stays theirs', async () => {
		const renamed = await renameFolder(account, 'shared.bob.Open.Sub', 'New');
		expect(renamed.to).toBe('shared.bob.Open.New');
	});

	it('a folder is made among those of others where it is named so', async () => {
		const { path } = await createFolder(account, 'shared/bob/Open/Made');
		expect(path).toBe('shared.bob.Open.Made');
	});

	it('messages there can be copied, and not be marked or moved without the right to', async () => {
		const handle = await on(async (connection) => {
			const folder = 'shared.bob.Team';
			const { uidValidity } = await connection.mailboxOpen(folder, { readOnly: true });
			return { uid: 1, uidValidity: String(uidValidity), folder };
		});
		const [flagged] = await mark(account, [handle], {
			add: ['\\Flagged'],
			remove: [],
			kind: 'flags',
		});
		expect([flagged?.error?.code, flagged?.notes].join()).toMatch(
			/SERVER_REJECTED|does not keep the flag/,
		);
		const [copied] = await transfer(account, [handle], 'Trash', 'copy');
		expect(copied?.now?.folder).toBe('INBOX.Trash');
		const [moved] = await transfer(account, [handle], 'Trash', 'move');
		expect(moved?.error?.code).toBe('SERVER_REJECTED');
		const failure = await failureOf(deleteFolder(account, handle.folder));
		expect(failure.message).toMatch(/messages in it|ermission/);
	});
});
