import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import type { SearchObject } from 'imapflow';
import {
	alice,
	mail,
	message,
	openInbox,
	sender,
	server,
	signIn,
	start,
	stop,
} from './mailserverSession';

afterEach(stop);

describe('folders', () => {
	it('has the usual special folders', async () => {
		await start();
		const folders = await (await signIn()).list();
		expect(folders.map(({ path, specialUse }) => [path, specialUse]).sort()).toEqual([
			['Archive', '\\Archive'],
			['Drafts', '\\Drafts'],
			['INBOX', '\\Inbox'],
			['Junk', '\\Junk'],
			['Sent', '\\Sent'],
			['Trash', '\\Trash'],
		]);
	});

	it('has the special folders it was told, flagged or not', async () => {
		await start({ specialFolders: { Entwürfe: '\\Drafts', Läden: '' } });
		const client = await signIn();
		const folders = new Map((await client.list()).map((folder) => [folder.path, folder]));
		expect([...folders.keys()].sort()).toEqual(['Entwürfe', 'INBOX', 'Läden']);
		expect(folders.get('Entwürfe')?.flags).toContain('\\Drafts');
		expect(folders.get('Läden')?.specialUse).toBeUndefined();
		await client.append('Entwürfe', message, ['\\Draft']);
		expect(server.messages(alice.user, 'Entwürfe')).toHaveLength(1);
	});

	it('creates, renames and deletes, with a new UIDVALIDITY for a folder made anew', async () => {
		await start();
		const client = await signIn();
		const paths = async () => (await client.list()).map(({ path }) => path);
		await client.mailboxCreate('Tëst/子');
		const before = await client.status('Tëst/子', { uidValidity: true });
		await client.mailboxRename('Tëst/子', 'Tëst/neu');
		expect(await paths()).toContain('Tëst/neu');
		await client.mailboxDelete('Tëst/neu');
		expect(await paths()).not.toContain('Tëst/neu');
		await client.mailboxCreate('Tëst/子');
		const after = await client.status('Tëst/子', { uidValidity: true });
		expect(after && after.uidValidity).not.toEqual(before && before.uidValidity);
	});

	it('says NO to a missing folder', async () => {
		await start();
		const client = await signIn();
		await expect(client.mailboxOpen('Nowhere')).rejects.toMatchObject({ responseStatus: 'NO' });
		await expect(client.append('Nowhere', message)).rejects.toMatchObject({
			serverResponseCode: 'TRYCREATE',
		});
	});
});

describe('messages', () => {
	beforeEach(() => start());

	it('keeps bytes, flags and date of what is appended', async () => {
		const client = await openInbox();
		const date = new Date('2026-01-02T03:04:05Z');
		const appended = await client.append('INBOX', message, ['\\Flagged', '$label'], date);
		const uid = String(appended && appended.uid);
		const query = { source: true, flags: true, internalDate: true, size: true };
		const fetched = await client.fetchOne(uid, query, { uid: true });
		expect(fetched).toMatchObject({ source: message, internalDate: date, size: message.length });
		expect([...((fetched && fetched.flags) || [])]).toEqual(['\\Flagged', '$label']);
		expect(server.messages(alice.user)).toEqual([
			{ uid: 1, raw: message, flags: ['\\Flagged', '$label'] },
		]);
	});

	it('fetches envelope, structure and parts without marking as seen', async () => {
		server.deliver(alice.user, message);
		const client = await openInbox();
		const fetched = await client.fetchOne('1', {
			envelope: true,
			bodyStructure: true,
			bodyParts: ['1'],
			headers: ['message-id'],
		});
		if (!fetched) throw new Error('Nothing fetched');
		expect(fetched.envelope).toMatchObject({
			subject: 'Report',
			inReplyTo: '<parent@example.test>',
			from: [{ name: 'Björn', address: 'bjorn@example.test' }],
		});
		expect(fetched.bodyStructure?.childNodes?.map(({ type }) => type)).toEqual([
			'text/plain',
			'application/octet-stream',
		]);
		expect(fetched.bodyParts?.get('1')?.toString()).toContain('Hello wörld ✓');
		expect(fetched.headers?.toString()).toContain('<report@example.test>');
		const { meta, content } = await client.download('1', '2');
		if (!content) throw new Error('Nothing to download');
		expect(await buffer(content)).toEqual(Buffer.from([0, 1, 2, 3, 4, 5, 6, 7]));
		expect(meta?.filename).toBe('naïve.bin');
		expect(server.messages(alice.user)[0]?.flags).toEqual([]);
	});

	it.each<[string, SearchObject]>([
		['unseen', { seen: false }],
		['subject', { subject: 'report' }],
		['from', { from: 'bjorn@' }],
		['since', { since: new Date('2026-01-02') }],
		['before', { before: new Date('2026-01-03') }],
		['sent on the day in the header, whatever its zone', { sentOn: new Date('2026-11-20') }],
		['sent since', { sentSince: new Date('2026-11-20') }],
		['larger', { larger: 100 }],
		['header', { header: { 'message-id': 'report@example.test' } }],
		['header exists', { header: { 'in-reply-to': true } }],
		['UTF-8 in the body', { body: 'wörld' }],
		['keyword', { keyword: '$label' }],
		['or', { or: [{ subject: 'nothing' }, { subject: 'report' }] }],
		['not', { not: { subject: 'other' } }],
		['modseq', { modseq: 3n }],
	])('searches: %s', async (_name, query) => {
		const other = 'Subject: Other\n\nx';
		server.deliver(alice.user, other, { flags: ['\\Seen'], date: new Date('2026-01-01T12:00Z') });
		const options = { flags: ['$label'], date: new Date('2026-01-02T12:00Z') };
		server.deliver(alice.user, message, options);
		const client = await openInbox();
		const found = await client.search(query, { uid: true });
		expect(found).toContain(2);
		if (!('before' in query)) expect(found).toEqual([2]);
	});

	it('changes flags, and only what did not change since (CONDSTORE)', async () => {
		server.deliver(alice.user, message);
		server.deliver(alice.user, message);
		const client = await openInbox();
		const flags = () => server.messages(alice.user)[0]?.flags;
		const before = await client.fetchOne('1', { uid: true, flags: true });
		await client.messageFlagsSet('1', ['\\Seen', 'kw']);
		await client.messageFlagsAdd('1', ['\\Answered']);
		await client.messageFlagsRemove('1', ['\\Seen']);
		expect(flags()).toEqual(['kw', '\\Answered']);
		await client.messageFlagsAdd('1', ['late'], {
			unchangedSince: (before && before.modseq) || 1n,
		});
		expect(flags()).not.toContain('late');
		const changedSince = client.mailbox && client.mailbox.highestModseq;
		const changed: number[] = [];
		const query = { uid: true, flags: true };
		for await (const { uid } of client.fetch('1:*', query, { changedSince: changedSince || 1n }))
			changed.push(uid);
		expect(changed).toEqual([1]);
	});

	it('copies and moves with UIDPLUS', async () => {
		server.deliver(alice.user, message);
		server.deliver(alice.user, message);
		const client = await openInbox();
		const copied = await client.messageCopy('1', 'Archive');
		const moved = await client.messageMove('2', 'Archive');
		expect(copied && copied.uidMap).toEqual(new Map([[1, 1]]));
		expect(moved && moved.uidMap).toEqual(new Map([[2, 2]]));
		expect(server.messages(alice.user).map(({ uid }) => uid)).toEqual([1]);
		expect(server.messages(alice.user, 'Archive')).toHaveLength(2);
	});

	it('expunges only the UIDs named', async () => {
		server.deliver(alice.user, message, { flags: ['\\Deleted'] });
		server.deliver(alice.user, message);
		await (await openInbox()).messageDelete('2', { uid: true });
		expect(server.messages(alice.user).map(({ uid }) => uid)).toEqual([1]);
	});
});

describe('telling other sessions', () => {
	it('pushes to IDLE what SMTP delivers, at once', async () => {
		await start();
		const client = await openInbox();
		for (const prevCount of [0, 1]) {
			// the second message can only come by IDLE: the first proves that it is under way
			const exists = once(client, 'exists');
			void client.idle();
			await sender().sendMail(mail);
			expect(await exists).toEqual([{ path: 'INBOX', count: prevCount + 1, prevCount }]);
		}
	});

	it('pushes changed flags and expunged messages', async () => {
		await start();
		server.deliver(alice.user, message);
		const [watcher, actor] = [await openInbox(), await openInbox()];
		void watcher.idle();
		const flags = once(watcher, 'flags');
		await actor.messageFlagsAdd('1', ['\\Flagged']);
		expect(await flags).toMatchObject([{ seq: 1, uid: 1, flags: new Set(['\\Flagged']) }]);
		const expunged = once(watcher, 'expunge');
		await actor.messageDelete('1');
		expect(await expunged).toMatchObject([{ seq: 1 }]);
	});

	it('tells a session without IDLE at its next NOOP', async () => {
		await start({ withoutCapabilities: ['IDLE'] });
		const client = await openInbox();
		const exists = once(client, 'exists');
		server.deliver(alice.user, message);
		await client.noop();
		expect(await exists).toMatchObject([{ count: 1 }]);
	});
});
