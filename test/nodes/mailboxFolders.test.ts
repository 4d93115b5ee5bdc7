import type { IDataObject } from 'n8n-workflow';
import { closeImapPools } from '../../mail/imap/pool';
import { alice, credentialFor, users } from '../support/account';
import { eml } from '../support/eml';
import { cutAt } from '../support/imapFaults';
import { startImapProxy } from '../support/imapProxy';
import { runMailbox } from '../support/mailboxNode';
import { otherClient } from '../support/otherClient';
import { describeServers, type TestServer } from '../support/servers';

describeServers('folders', (start) => {
	let server: TestServer;

	beforeEach(async () => {
		server = await start({ users, withoutSmtp: true });
	});

	afterEach(async () => {
		await closeImapPools();
		await server.close();
	});

	const run = (operation: string, given: IDataObject = {}, asTool = false) =>
		runMailbox(server, `folder.${operation}`, given, { asTool });

	const paths = async () => (await run('getMany')).json.map(({ path }) => path);

	const errorOf = async (operation: string, given: IDataObject) =>
		(await run(operation, given)).error?.message;

	it('are listed, with what they are for, and their messages where that is asked for', async () => {
		await otherClient(server).create('Kunden');
		await otherClient(server).create('Kunden/Öl');
		await server.deliver(alice, eml(), { folder: 'Kunden/Öl' });
		const { json } = await run('getMany', { options: { counts: true } });
		expect(json.find(({ path }) => path === 'Sent')).toMatchObject({
			name: 'Sent',
			parent: '',
			specialUse: '\\Sent',
			selectable: true,
			messages: 0,
		});
		expect(json.find(({ path }) => path === 'Kunden/Öl')).toMatchObject({
			name: 'Öl',
			parent: 'Kunden',
			delimiter: '/',
			specialUse: null,
			subscribed: true,
			messages: 1,
			unseen: 1,
		});
		const [page] = (await run('getMany', {}, true)).json;
		expect(page).toMatchObject({ count: json.length });
		expect(page?.folders).not.toContainEqual(expect.objectContaining({ messages: 0 }));
	});

	it.each(['LIST', 'LSUB'])('are listed, where the pooled connection ends at %s', async (name) => {
		const proxy = await startImapProxy({
			target: server.ports.imap,
			rules: (nth) => (nth === 1 ? cutAt(name, 2) : {}),
		});
		const credential = credentialFor(server, { imapPort: proxy.port, imapTls: 'none' });
		const list = () => runMailbox(server, 'folder.getMany', {}, { credential });
		const first = await list();
		expect(first.json.length).toBeGreaterThan(3);
		expect(await list()).toEqual(first);
		await closeImapPools();
		await proxy.close();
	});

	it('are made, with those above them, and not twice', async () => {
		const { json } = await run('create', { name: ' Kunden/2026/Öl & Gas ' });
		expect(json).toEqual([
			{
				success: true,
				folder: 'Kunden/2026/Öl & Gas',
				created: true,
				parents: ['Kunden', 'Kunden/2026'],
			},
		]);
		expect(await paths()).toEqual(expect.arrayContaining(['Kunden/2026', 'Kunden/2026/Öl & Gas']));
		expect((await run('create', { name: 'Kunden/2026' })).json).toMatchObject([
			{ created: false, parents: [], notes: ['The folder was there already.'] },
		]);
	});

	it('are made on another connection, where the pooled one had died', async () => {
		const proxy = await startImapProxy({
			target: server.ports.imap,
			rules: (nth) => (nth === 1 ? cutAt('CREATE', 2) : {}),
		});
		const credential = credentialFor(server, { imapPort: proxy.port, imapTls: 'none' });
		for (const name of ['One', 'Two']) {
			const { json } = await runMailbox(server, 'folder.create', { name }, { credential });
			expect(json).toMatchObject([{ success: true, folder: name }]);
		}
		expect(await paths()).toEqual(expect.arrayContaining(['One', 'Two']));
		await closeImapPools();
		await proxy.close();
	});

	const odd = ['\\Seen', 'a%b', 'a*b', 'a{5}', '日本語', 'x'.repeat(150), '(a) b)'];
	// hoodiecrow cannot read these in some commands.
	const odder = ['with "quotes"', 'back\\slash', 'NIL'];

	it.each([...odd, ...odder])(
		'called %j are made, filled, moved to, counted, renamed and deleted',
		async (name) => {
			if (server.kind === 'embedded' && odder.includes(name)) return;
			expect((await run('create', { name })).json).toMatchObject([{ created: true }]);
			await server.deliver(alice, eml());
			const moving = { applyTo: 'matching', folder: 'INBOX', toFolder: name };
			const moved = await runMailbox(server, 'message.move', moving);
			expect(moved.json).toMatchObject([{ success: true, folder: name }]);
			expect((await run('getStatus', { folder: name })).json).toMatchObject([{ messages: 1 }]);
			expect(await errorOf('delete', { folder: name })).toMatch(/1 messages in it/);
			await runMailbox(server, 'message.delete', { messages: moved.json[0]?.newId });
			expect((await run('rename', { folder: name, newName: 'Next' })).json).toMatchObject([
				{ folder: 'Next', formerly: name },
			]);
			await run('rename', { folder: 'Next', newName: name });
			expect((await run('delete', { folder: name })).json).toMatchObject([{ deleted: [name] }]);
			expect(await paths()).not.toContain(name);
		},
	);

	it.each(['a\r\nb', 'a\u0000', '', '  ', 'a//b', '/a', 'a/', 'x'.repeat(2_000)])(
		'are not called %j',
		async (name) => {
			const before = await paths();
			expect(await errorOf('create', { name: name === '' ? '={{ "" }}' : name })).toMatch(
				/INVALID_FIELD/,
			);
			expect(await paths()).toEqual(before);
		},
	);

	it('are renamed where they are, or moved, with what is below them', async () => {
		await run('create', { name: 'Kunden/Alt/Tief' });
		const renamed = await run('rename', { folder: 'Kunden/Alt', newName: 'Neu' });
		expect(renamed.json).toMatchObject([{ folder: 'Kunden/Neu', formerly: 'Kunden/Alt' }]);
		await run('rename', { folder: 'Kunden/Neu', newName: 'Akten/Neu' });
		const all = (await run('getMany')).json;
		expect(all.find(({ path }) => path === 'Akten/Neu/Tief')).toMatchObject({ subscribed: true });
		expect(all.map(({ path }) => path)).not.toContain('Kunden/Neu');
	});

	it('are not renamed to one that there is', async () => {
		await run('create', { name: 'Kunden' });
		expect(await errorOf('rename', { folder: 'Kunden', newName: 'Sent' })).toMatch(
			/There is a folder "Sent" already\. Choose another name/,
		);
	});

	it.each(['INBOX', 'inbox', 'Trash', '\\Sent', 'Drafts'])('%s stays', async (folder) => {
		const withContent = { options: { withContent: true } };
		expect(await errorOf('delete', { folder, ...withContent })).toMatch(/cannot be deleted/);
		expect(await errorOf('rename', { folder, newName: 'Other' })).toMatch(/cannot be renamed/);
	});

	it('are deleted with what is in and below them only where that is wanted', async () => {
		await run('create', { name: 'Kunden/Alt' });
		await server.deliver(alice, eml(), { folder: 'Kunden/Alt' });
		expect(await errorOf('delete', { folder: 'Kunden' })).toMatch(
			/1 folders below it\. Move them elsewhere first/,
		);
		expect(await errorOf('delete', { folder: 'Kunden/Alt' })).toMatch(/1 messages in it/);
		const { json } = await run('delete', { folder: 'Kunden', options: { withContent: true } });
		expect(json).toEqual([{ success: true, deleted: ['Kunden/Alt', 'Kunden'], messages: 1 }]);
	});

	it('are shown and hidden', async () => {
		await run('create', { name: 'Kunden' });
		const subscribed = async () =>
			(await run('getMany')).json.find(({ path }) => path === 'Kunden')?.subscribed;
		expect(await subscribed()).toBe(true);
		await run('subscribe', { folder: 'Kunden', subscribed: false });
		expect(await subscribed()).toBe(false);
		await run('subscribe', { folder: 'Kunden', subscribed: true });
		expect(await subscribed()).toBe(true);
	});

	it('have a status', async () => {
		await server.deliver(alice, eml());
		await server.deliver(alice, eml(), { flags: ['\\Seen'] });
		expect((await run('getStatus', { folder: 'inbox' })).json).toMatchObject([
			{ folder: 'INBOX', messages: 2, unseen: 1, uidNext: 3, quota: null },
		]);
		expect(await errorOf('getStatus', { folder: 'Nowhere' })).toMatch(/Pick one of its folders/);
	});

	it('for trash and junk are emptied, of what is old where that is asked for', async () => {
		const old = new Date(Date.now() - 40 * 24 * 60 * 60 * 1000);
		await server.deliver(alice, eml(), { folder: 'Trash', date: old });
		await server.deliver(alice, eml(), { folder: 'Trash' });
		await server.deliver(alice, eml(), { folder: 'Junk' });
		const dry = await run('empty', { options: { dryRun: true } });
		expect(dry.json).toEqual([{ success: true, folder: 'Trash', dryRun: true, wouldDelete: 2 }]);
		const older = await run('empty', { options: { olderThan: 30 } });
		expect(older.json).toEqual([{ success: true, folder: 'Trash', deleted: 1 }]);
		expect(await server.messages(alice, 'Trash')).toHaveLength(1);
		expect(await errorOf('empty', { options: { olderThan: '={{ null }}' } })).toMatch(
			/Older Than \(Days\) is empty\. Fill it in/,
		);
		expect((await run('empty', { options: { olderThan: 1 } })).json).toMatchObject([
			{ deleted: 0 },
		]);
		expect((await run('empty', { use: 'junk' })).json).toMatchObject([{ deleted: 1 }]);
		expect((await run('empty', { use: 'junk' })).json).toMatchObject([{ deleted: 0 }]);
		expect(await errorOf('empty', { use: 'INBOX' })).toMatch(
			/What to Empty: must be trash or junk/,
		);
	});
});
