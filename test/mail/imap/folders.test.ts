import { type Connection, connect, disconnect } from '../../../mail/imap/connection';
import { hasLabels, listFolders, resolveFolder } from '../../../mail/imap/folders';
import { type MailServerOptions, startMailServer } from '../../../sandbox/mailserver';
import { accountFor, users } from '../../support/account';
import { failureOf } from '../../support/failure';
import { gmailScript } from '../../support/gmailScript';
import { imapAccount } from '../../support/imapAccount';
import { startScriptedServer } from '../../support/scriptedServer';
import { describeServers, type TestServer } from '../../support/servers';

const options = { deadlineMs: 20_000, socketTimeoutMs: 60_000 };

describeServers('the name of a folder', (start) => {
	let server: TestServer;
	let connection: Connection;

	beforeAll(async () => {
		server = await start({ users, withoutSmtp: true });
		connection = await connect(accountFor(server), options);
		await connection.mailboxCreate('Projekt Öl');
		await connection.mailboxOpen('INBOX');
	});

	afterAll(async () => {
		await disconnect(connection);
		await server.close();
	});

	it.each([
		['INBOX', 'INBOX'],
		['inbox', 'INBOX'],
		['\\Inbox', 'INBOX'],
		['\\Sent', 'Sent'],
		[' \\trash ', 'Trash'],
		['\\ARCHIVE', 'Archive'],
		['\\Junk', 'Junk'],
		['\\Drafts', 'Drafts'],
		['Projekt Öl', 'Projekt Öl'],
	])('%j means %j', async (name, path) => {
		expect(await resolveFolder(connection, name)).toBe(path);
	});

	it.each(['Nowhere', 'sent', '\\Nothing', '*', '%', 'a\r\nZ LOGOUT', '', 'Sent/../INBOX'])(
		'%j means none, and the error names those that there are',
		async (name) => {
			const failure = await failureOf(resolveFolder(connection, name));
			expect(failure).toMatchObject({ code: 'FOLDER_NOT_FOUND', phase: 'folder' });
			expect(failure.remedy).toMatch(/Pick one of its folders: "INBOX", .*"Sent".*\\Archive/);
			expect(connection.usable).toBe(true);
		},
	);

	it.each(['\\All', '\\Flagged', '\\Important'])('%s is an error where it is not', async (name) => {
		const failure = await failureOf(resolveFolder(connection, name));
		expect(failure.message).toContain(`no folder for ${name.slice(1)}. Make a folder called`);
	});

	it('cannot be looked up on a connection that broke', async () => {
		const broken = await connect(accountFor(server), options);
		broken.close();
		await expect(resolveFolder(broken, 'Sent')).rejects.toThrow(/ended|not available/);
	});
});

describe('the name of a folder', () => {
	const resolved = async (specialFolders: MailServerOptions['specialFolders'], name: string) => {
		const server = await startMailServer({ users, specialFolders });
		const connection = await connect(accountFor(server), options);
		try {
			return await resolveFolder(connection, name);
		} finally {
			await disconnect(connection);
			await server.close();
		}
	};

	it('is whatever the mailbox calls it', async () => {
		expect(await resolved({ 'Abgelegt 2026': '\\Archive' }, '\\Archive')).toBe('Abgelegt 2026');
		expect(await resolved({ Gesendet: '' }, '\\Sent')).toBe('Gesendet');
	});

	it('is not the folder of all mail for the archive, where folders are no labels', async () => {
		const failure = await failureOf(resolved({ Alles: '\\All' }, '\\Archive'));
		expect(failure.code).toBe('FOLDER_NOT_FOUND');
	});

	it('names ten of many folders', async () => {
		const many = Object.fromEntries(Array.from({ length: 20 }, (_none, at) => [`F${at}`, '']));
		const failure = await failureOf(resolved(many, 'Nowhere'));
		expect(failure.remedy).toMatch(/"F0", .* and 11 more;/);
	});

	it.each([
		['\\Archive', '[Gmail]/Alle'],
		['\\All', '[Gmail]/Alle'],
		['\\Important', '[Gmail]/Wichtig'],
		['\\Flagged', '[Gmail]/Markiert'],
		['\\Inbox', 'INBOX'],
		['Kunden', 'Kunden'],
	])('%s means %s at Gmail', async (name, path) => {
		const server = await startScriptedServer(gmailScript);
		const connection = await connect(imapAccount(server.port, 'none'), options);
		expect(hasLabels(connection)).toBe(true);
		expect(await resolveFolder(connection, name)).toBe(path);
		expect((await listFolders(connection)).map((folder) => folder.path)).not.toContain('[Gmail]');
		await disconnect(connection);
		await server.close();
	});

	it('may be switched off at Gmail', async () => {
		const server = await startScriptedServer(gmailScript);
		const connection = await connect(imapAccount(server.port, 'none'), options);
		const failure = await failureOf(resolveFolder(connection, '\\Junk'));
		expect(failure.remedy).toMatch(/Let IMAP show it in Gmail's settings/);
		await disconnect(connection);
		await server.close();
	});
});
