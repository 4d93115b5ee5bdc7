import type { Account } from '../../../../mail/account/settings';
import { folderEntries } from '../../../../mail/imap/folderEntries';
import { closeImapPools, withConnection } from '../../../../mail/imap/pool';
import { createFolder } from '../../../../mail/mailbox/folders/create';
import { deleteFolder } from '../../../../mail/mailbox/folders/remove';
import { renameFolder } from '../../../../mail/mailbox/folders/rename';
import { accountFor, users } from '../../../support/account';
import { startBehindRules } from '../../../support/behindRules';
import type { Verdict } from '../../../support/imapProxy';
import { describeServers, type TestServer } from '../../../support/servers';

const ends: [string, Verdict][] = [
	['is on its way', { then: 'cut' }],
	['has not left', { instead: [], then: 'cut' }],
];

describeServers('folders, where a connection ends while they are', (start) => {
	let server: TestServer;
	let account: Account;

	beforeAll(async () => {
		server = await start({ users, withoutSmtp: true });
		account = accountFor(server);
	});

	afterAll(async () => {
		await closeImapPools();
		await server.close();
	});

	/** Those that are not there from the start, and whether they are subscribed to. */
	const folders = () =>
		withConnection(account, 'folder', async (connection) => {
			const all = await folderEntries(connection);
			const made = all.filter(({ path }) => path.startsWith('Made'));
			return made.map(({ path, subscribed }) => [path, subscribed]);
		});

	/** Ends the first connection at its first command, its second and so on, until there is none left. */
	const atEachCommand = async (end: Verdict, run: (account: Account) => Promise<void>) => {
		// Before that Dovecot is signed in to, which takes long and is the same everywhere.
		for (let nth = server.kind === 'real' ? 7 : 1; ; nth++) {
			let commands = 0;
			const cut = await startBehindRules(server, (connection) => ({
				command: () => (connection === 1 && ++commands === nth ? end : undefined),
			}));
			await run(cut.account);
			await closeImapPools();
			await cut.close();
			if (commands < nth) return nth;
		}
	};

	describe.each(ends)('and a command %s', (_when, end) => {
		it('made, are made once, with those above them', async () => {
			const count = await atEachCommand(end, async (cut) => {
				expect(await createFolder(cut, 'Made/Two/Öl')).toEqual({
					path: 'Made/Two/Öl',
					created: true,
					parents: ['Made', 'Made/Two'],
				});
				expect(await folders()).toEqual([
					['Made', true],
					['Made/Two', true],
					['Made/Two/Öl', true],
				]);
				await deleteFolder(account, 'Made', { withContent: true });
			});
			expect(count).toBeGreaterThan(8);
		}, 120_000);

		it('renamed, have the new name alone, and are subscribed to by it', async () => {
			const count = await atEachCommand(end, async (cut) => {
				await createFolder(account, 'Made/Old');
				const { from, to } = await renameFolder(cut, 'Made', 'Made2');
				expect({ from, to }).toEqual({ from: 'Made', to: 'Made2' });
				expect(await folders()).toEqual([
					['Made2', true],
					['Made2/Old', true],
				]);
				await deleteFolder(account, 'Made2', { withContent: true });
			});
			expect(count).toBeGreaterThan(8);
		}, 120_000);

		it('deleted, are gone, and what went with them is counted', async () => {
			const count = await atEachCommand(end, async (cut) => {
				await createFolder(account, 'Made/Below');
				await server.deliver(account.address, 'Subject: Goes\r\n\r\n', { folder: 'Made/Below' });
				expect(await deleteFolder(cut, 'Made', { withContent: true })).toEqual({
					paths: ['Made/Below', 'Made'],
					messages: 1,
				});
				expect(await folders()).toEqual([]);
			});
			expect(count).toBeGreaterThan(8);
		}, 120_000);
	});
});
