import { closeImapPools, withConnection } from '../../../mail/imap/pool';
import { locateOriginal, readOriginal } from '../../../mail/imap/original';
import { parseHandle } from '../../../mail/message/handle';
import { startMailServer } from '../../../sandbox/mailserver';
import { accountFor, alice, users } from '../../support/account';
import { eml } from '../../support/eml';
import { failureOf } from '../../support/failure';
import { imapAccount } from '../../support/imapAccount';
import { startImapProxy } from '../../support/imapProxy';
import { putOriginal } from '../../support/original';
import { type Script, startScriptedServer } from '../../support/scriptedServer';
import { describeServers, type TestServer } from '../../support/servers';
import { smtpAccount } from '../../support/smtpAccount';

afterEach(closeImapPools);

describeServers('the original of an answer', (start) => {
	let server: TestServer;

	beforeAll(async () => {
		server = await start({ users, withoutSmtp: true });
	});

	afterAll(() => server?.close());

	const read = (reference: string) => readOriginal(accountFor(server), reference);

	it('is found by its handle, and by its Message-ID in any folder', async () => {
		await withConnection(accountFor(server), 'folder', async (connection) => {
			await connection.mailboxCreate('Projekt Öl');
		});
		const id = await putOriginal(server, eml({ messageId: 'far@x.test' }), 'Projekt Öl');
		expect(await read(id)).toMatchObject({ handle: parseHandle(id), message: { id } });
		expect(await read('far@x.test')).toMatchObject({ handle: parseHandle(id) });
		expect(await locateOriginal(accountFor(server), '<far@x.test>')).toMatchObject({
			handle: parseHandle(id),
			messageId: '<far@x.test>',
		});
	});

	it.each([readOriginal, locateOriginal])(
		'is read on another connection, where the pooled one had died: %p',
		async (find) => {
			const id = await putOriginal(server, eml());
			let isToEnd = false;
			const proxy = await startImapProxy({
				target: server.ports.imap,
				rules: (nth) => ({ command: () => (nth === 1 && isToEnd ? { then: 'cut' } : undefined) }),
			});
			const account = accountFor(server, { imapPort: proxy.port, imapTls: 'none' });
			await find(account, id);
			isToEnd = true;
			expect(await find(account, id)).toMatchObject({ handle: parseHandle(id) });
			await closeImapPools();
			await proxy.close();
		},
	);

	it('is the newest where a folder has it twice, and not marked as read', async () => {
		await putOriginal(server, eml({ messageId: 'again@x.test' }));
		const id = await putOriginal(server, eml({ messageId: 'again@x.test' }));
		expect((await read('<again@x.test>')).message).toMatchObject({ id });
		expect((await server.messages(alice)).at(-1)?.flags).toEqual([]);
	});

	it.each([
		['Sent', alice, true],
		['INBOX', alice, false],
		['Sent', 'bob@example.test', false],
	])('in %s and from %s is one that we sent: %s', async (folder, from, sent) => {
		const id = await putOriginal(server, eml({ from }), folder);
		expect((await read(id)).sent).toBe(sent);
	});

	it.each([
		['<nowhere@x.test>', 'MESSAGE_NOT_FOUND', /No folder of the mailbox holds .*<nowhere@x\.test>/],
		['4294967290.1.INBOX', 'STALE_HANDLE', /from before the folder was rebuilt/],
		['1.1.No such folder', 'FOLDER_NOT_FOUND', /has no such folder/],
		['null', 'MESSAGE_NOT_FOUND', /"null" is not the ID of a message/],
		['<a"b\\c{3}(*)%@x.test>', 'MESSAGE_NOT_FOUND', /No folder/],
		['<ä\u{1f600}@x.test>', 'MESSAGE_NOT_FOUND', /No folder/],
		['<a\r\nA1 DELETE INBOX@x.test>', 'MESSAGE_NOT_FOUND', /is not the ID of a message/],
		['<a\0b@x.test>', 'MESSAGE_NOT_FOUND', /message/],
	])('is an error where it is %s', async (reference, code, message) => {
		for (const look of [read, (id: string) => locateOriginal(accountFor(server), id)]) {
			const failure = await failureOf(look(reference));
			expect(failure.code).toBe(code);
			expect(failure.message).toMatch(message);
		}
	});
});

it('is one that we sent in a mailbox that has all mail in one folder', async () => {
	const server = await startMailServer({ users, specialFolders: { 'All Mail': '\\All' } });
	server.deliver(alice, eml({ from: alice, messageId: 'all@x.test' }), { folder: 'All Mail' });
	expect(await readOriginal(accountFor(server), '<all@x.test>')).toMatchObject({ sent: true });
	await closeImapPools();
	await server.close();
});

it('is looked for in the likely folders first, and in those that open', async () => {
	const opened: string[] = [];
	const script: Script = async (peer) => {
		peer.send('* OK IMAP4rev1 ready\r\n');
		for (;;) {
			const [tag, command = '', ...rest] = (await peer.line()).split(' ');
			const name = command.toUpperCase();
			let answer = 'OK Done';
			if (name === 'CAPABILITY')
				peer.send('* CAPABILITY IMAP4rev1 SPECIAL-USE AUTH=PLAIN SASL-IR\r\n');
			if (name === 'LIST' && rest[1] === '""') peer.send('* LIST (\\Noselect) "/" ""\r\n');
			if (name === 'LIST' && rest[1] !== '""') {
				for (const [flags, folder] of [
					['\\Junk', 'Spam'],
					['\\Trash', 'Bin'],
					['\\Noselect', 'Shelf'],
					['', 'Shared'],
					['\\Archive', 'Old'],
					['\\Sent', 'Sent'],
					['', 'INBOX'],
					['\\All', 'All'],
				]) {
					peer.send(`* LIST (${flags}) "/" ${folder}\r\n`);
				}
			}
			if (name === 'EXAMINE') {
				opened.push(rest.join(' ').replaceAll('"', ''));
				if (opened.at(-1) === 'Shared') answer = 'NO Not yours';
				else peer.send('* 1 EXISTS\r\n* OK [UIDVALIDITY 7] .\r\n');
			}
			if (name === 'UID') peer.send('* SEARCH\r\n');
			peer.send(`${tag} ${answer}\r\n`);
		}
	};
	const server = await startScriptedServer(script);
	const account = imapAccount(server.port, 'none');
	const { code } = await failureOf(readOriginal(account, '<a@x.test>'));
	expect(code).toBe('MESSAGE_NOT_FOUND');
	expect(opened).toEqual(['INBOX', 'All', 'Sent', 'Old', 'Shared', 'Bin', 'Spam']);
	await closeImapPools();
	await server.close();
});

it('needs a mailbox', async () => {
	const { code, message } = await failureOf(readOriginal(smtpAccount(1, 'none'), '<a@x.test>'));
	expect(code).toBe('INVALID_ACCOUNT');
	expect(message).toContain('set up for sending only');
});
