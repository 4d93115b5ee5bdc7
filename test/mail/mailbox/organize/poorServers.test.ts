import type { IDataObject } from 'n8n-workflow';
import { closeImapPools } from '../../../../mail/imap/pool';
import { type MailServer, startMailServer } from '../../../../sandbox/mailserver';
import { alice, credentialFor, users } from '../../../support/account';
import { eml } from '../../../support/eml';
import { type ImapProxy, startImapProxy } from '../../../support/imapProxy';
import { runMailbox } from '../../../support/mailboxNode';

const inInbox = { applyTo: 'matching', folder: 'INBOX' };

describe('on a server that says neither what folders are for nor what has changed', () => {
	let server: MailServer;

	beforeAll(async () => {
		server = await startMailServer({
			users,
			withoutCapabilities: ['SPECIAL-USE', 'CREATE-SPECIAL-USE', 'CONDSTORE', 'ENABLE'],
			specialFolders: { Papierkorb: '', Spam: '', Archiv: '' },
		});
	});

	afterAll(async () => {
		await closeImapPools();
		await server.close();
	});

	it.each([
		['archive', 'Archiv'],
		['trash', 'Papierkorb'],
		['reportSpam', 'Spam'],
	])('%s finds its folder by the name: %s', async (operation, folder) => {
		server.deliver(alice, eml());
		const { json } = await runMailbox(server, `message.${operation}`, inInbox);
		expect(json).toMatchObject([{ success: true, folder }]);
		expect(server.messages(alice, folder)).toHaveLength(1);
	});

	it('and so do what lists, empties and protects folders', async () => {
		const { json } = await runMailbox(server, 'folder.getMany');
		expect(json).toContainEqual(
			expect.objectContaining({ path: 'Papierkorb', specialUse: '\\Trash' }),
		);
		const emptied = await runMailbox(server, 'folder.empty', { use: 'trash' });
		expect(emptied.json).toMatchObject([{ folder: 'Papierkorb', deleted: 1 }]);
		const { error } = await runMailbox(server, 'folder.delete', { folder: 'Spam' });
		expect(error?.message).toMatch(/folder for Junk, and cannot be deleted/);
	});

	it('flags are put on and taken off', async () => {
		server.deliver(alice, eml());
		await runMailbox(server, 'message.mark', { ...inInbox, markAs: 'starred' });
		expect(server.messages(alice)).toMatchObject([{ flags: ['\\Flagged'] }]);
		await runMailbox(server, 'message.mark', { ...inInbox, markAs: 'notStarred' });
		expect(server.messages(alice)).toMatchObject([{ flags: [] }]);
	});
});

describe('in folders that open only for reading', () => {
	let server: MailServer;
	let proxy: ImapProxy;

	beforeAll(async () => {
		server = await startMailServer({ users });
		server.deliver(alice, eml());
		server.deliver(alice, eml(), { folder: 'Trash' });
		proxy = await startImapProxy({
			target: server.ports.imap,
			rules: () => ({
				response: (response) => ({ instead: [response.replace('[READ-WRITE]', '[READ-ONLY]')] }),
				// As a server does there (RFC 3501 §6.3.2), also where it is not asked.
				command: (line) =>
					/^\S+ (UID )?(STORE|EXPUNGE|MOVE)/i.test(line)
						? { instead: [`${line.split(' ')[0]} NO [READ-ONLY] Read-only folder\r\n`] }
						: undefined,
			}),
		});
	});

	afterAll(async () => {
		await closeImapPools();
		await proxy.close();
		await server.close();
	});

	const run = (name: string, parameters: IDataObject = {}) =>
		runMailbox(
			server,
			name,
			{ ...inInbox, toFolder: 'Archive', ...parameters },
			{
				credential: credentialFor(server, { imapPort: proxy.port, imapTls: 'none' }),
			},
		);

	it.each([
		['message.mark', {}],
		['message.addLabels', { labels: 'Done' }],
		['message.move', {}],
		['message.archive', {}],
		['message.trash', {}],
		['message.delete', {}],
		['folder.empty', { use: 'trash' }],
	])('%s fails and says why', async (name, given) => {
		const { error } = await run(name, given);
		expect(error?.message).toMatch(/only for reading|[Rr]ead-only/);
		expect(error?.message).toMatch(/SERVER_REJECTED/);
		expect(server.messages(alice)).toMatchObject([{ flags: [] }]);
		expect(server.messages(alice, 'Trash')).toMatchObject([{ flags: [] }]);
		expect(server.messages(alice, 'Archive')).toEqual([]);
	});

	it('what is read is not marked, which is a note', async () => {
		const { json: found } = await run('message.getMany', { folder: 'INBOX' });
		const message = found[0]?.id as string;
		const { json } = await run('message.get', { message, options: { markAsRead: true } });
		expect(json).toMatchObject([{ id: message, flags: [], notes: [expect.any(String)] }]);
	});

	it('but their messages can be copied', async () => {
		expect((await run('message.copy', { toFolder: 'Sent' })).json).toMatchObject([
			{ folder: 'Sent' },
		]);
	});
});
