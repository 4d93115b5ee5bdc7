import { type Connection, connect, disconnect } from '../../../mail/imap/connection';
import { fetchMessages } from '../../../mail/imap/fetch';
import { closeImapPools } from '../../../mail/imap/pool';
import { envelopes } from '../../../mail/mailbox/envelopes';
import { search } from '../../../mail/mailbox/search/search';
import { accountFor, alice, users } from '../../support/account';
import { corpusFiles, corpusSource } from '../../support/corpus';
import { eml } from '../../support/eml';
import { failureOf } from '../../support/failure';
import { otherClient } from '../../support/otherClient';
import { describeServers, type TestServer } from '../../support/servers';

const options = { deadlineMs: 20_000, socketTimeoutMs: 60_000 };

describeServers('envelopes', (start) => {
	let server: TestServer;
	let connection: Connection;

	beforeAll(async () => {
		server = await start({ users, withoutSmtp: true });
		connection = await connect(accountFor(server), options);
	});

	afterAll(async () => {
		await disconnect(connection);
		await closeImapPools();
		await server.close();
	});

	const allIn = async (folders: string[]) =>
		(await search(connection, { folders, filter: {}, limit: 1_000 })).handles;

	it('say of a message what is known without its body', async () => {
		const raw = eml({
			subject: '=?utf-8?Q?Gr=C3=BC=C3=9Fe?=',
			messageId: 'one@example.test',
			from: '"Jane, Doe" <jane@example.test>',
			headers: [
				'Reply-To: office@example.test',
				'Cc: =?iso-8859-1?Q?J=F6rg?= <j@example.test>, friends: a@example.test, b@example.test;',
				'Bcc: c@example.test',
				'In-Reply-To: <zero@example.test>',
				'References: <first@example.test>\r\n <zero@example.test>',
			],
		});
		const date = new Date('2026-11-20T10:00:05Z');
		await server.deliver(alice, raw, { flags: ['\\Seen', '$Mark'], date });
		const handles = await allIn(['INBOX']);
		const [plain] = await envelopes(connection, handles);
		expect(plain).toEqual({
			id: expect.stringMatching(/^1\.\d+\.INBOX$/),
			uid: 1,
			folder: 'INBOX',
			messageId: '<one@example.test>',
			inReplyTo: '<zero@example.test>',
			from: [{ name: 'Jane, Doe', address: 'jane@example.test' }],
			replyTo: [{ name: '', address: 'office@example.test' }],
			to: [{ name: '', address: alice }],
			cc: expect.arrayContaining([
				{ name: 'Jörg', address: 'j@example.test' },
				{ name: '', address: 'a@example.test' },
				{ name: '', address: 'b@example.test' },
			]),
			bcc: [{ name: '', address: 'c@example.test' }],
			subject: 'Grüße',
			date: '2026-11-20T10:00:00.000Z',
			receivedAt: '2026-11-20T10:00:05.000Z',
			flags: expect.arrayContaining(['\\Seen', '$Mark']),
			labels: [],
			size: raw.length,
		});
		const [threaded] = await envelopes(connection, handles, { references: true });
		expect(threaded).toEqual({
			...plain,
			references: ['<first@example.test>', '<zero@example.test>'],
			threadId: '<first@example.test>',
		});
	});

	it('name where answers go only where that is somewhere else', async () => {
		const from = 'Jane <jane@example.test>';
		for (const replyTo of ['jane@example.test', 'office@example.test']) {
			await server.deliver(alice, eml({ from, headers: [`Reply-To: ${replyTo}`] }), {
				folder: 'Archive',
			});
		}
		const [other, same] = await envelopes(connection, await allIn(['Archive']));
		expect(other?.replyTo).toEqual([{ name: '', address: 'office@example.test' }]);
		expect(same).toMatchObject({ replyTo: [], from: [{ address: 'jane@example.test' }] });
	});

	it('say the same of a message as a look into it', async () => {
		await connection.mailboxCreate('Corpus');
		const files = corpusFiles();
		for (const name of files) await server.deliver(alice, corpusSource(name), { folder: 'Corpus' });
		const found = await envelopes(connection, await allIn(['Corpus']));
		expect(found).toHaveLength(files.length);
		const messages = await fetchMessages(
			connection,
			found.map(({ uid }) => uid).sort((a, b) => a - b),
		);
		const differing = messages.flatMap((message, at) => {
			const envelope = found.find(({ uid }) => uid === message.uid);
			return Object.entries(envelope ?? {}).flatMap(([key, value]) => {
				const [here, there] = [value, message[key as 'id']].map((each) => JSON.stringify(each));
				return here === there ? [] : [`${files[at]} ${key}: ${here} ${there}`];
			});
		});
		// Where an address has no domain, hoodiecrow takes it for one.
		expect(differing.filter((each) => !each.includes('moderator@moderator'))).toEqual([]);
	});

	it('are in the order of the handles, over folders, without what is gone', async () => {
		const folders = ['Archive', 'Öffentlich'];
		await connection.mailboxCreate('Öffentlich');
		for (const folder of [...folders, ...folders, ...folders]) {
			await server.deliver(alice, eml({ subject: folder }), { folder });
		}
		const handles = await allIn(folders);
		const mixed = [4, 0, 5, 2, 1, 3].flatMap((at) => handles[at] ?? []);
		const ids = async () =>
			(await envelopes(connection, mixed)).map(({ uid, folder }) => [uid, folder]);
		const all = mixed.map(({ uid, folder }) => [uid, folder]);
		expect(all).toHaveLength(6);
		expect(await ids()).toEqual(all);
		await otherClient(server).delete('2', 'Archive');
		await connection.noop();
		expect(await ids()).toEqual(all.filter((each) => `${each}` !== '2,Archive'));
		expect(await envelopes(connection, [])).toEqual([]);
	});

	it('are not those of other messages where the folder was rebuilt', async () => {
		await server.deliver(alice, eml());
		const handle = { uid: 1, uidValidity: '1', folder: 'INBOX' };
		expect(await failureOf(envelopes(connection, [handle]))).toMatchObject({
			code: 'STALE_HANDLE',
		});
	});

	it('are an error on a connection that broke', async () => {
		const handles = await allIn(['INBOX']);
		const broken = await connect(accountFor(server), options);
		await broken.mailboxOpen('INBOX', { readOnly: true });
		broken.close();
		await expect(envelopes(broken, handles)).rejects.toThrow();
	});

	it('are bounded and in one line, whatever strangers wrote', async () => {
		const folder = 'Hostile';
		await connection.mailboxCreate(folder);
		const subject = `=?utf-8?Q?a=0D=0Ab=00c=E2=80=AEd=E2=80=8Be?= ${'x'.repeat(900)}\r\n ${'y '.repeat(450)}\r\n ${'z '.repeat(450)}`;
		const to = Array.from({ length: 1_200 }, (_none, at) => `\r\n p${at}@example.test`).join(',');
		const from = '=?utf-8?Q?a=0D=0ABcc=3A_x=40y?= <eve@example.test>';
		const headers = [`Cc:${to}`, 'Reply-To: <a\tb@c>, ,;,@', 'In-Reply-To: no ids', 'Date: never'];
		await server.deliver(alice, eml({ subject, from, headers }), { folder });
		const [envelope] = await envelopes(connection, await allIn([folder]));
		expect(envelope?.subject.length).toBeLessThanOrEqual(2_000);
		expect(envelope?.subject).toMatch(/^a b cde x+ /);
		expect(envelope?.from).toEqual([{ name: 'a Bcc: x@y', address: 'eve@example.test' }]);
		expect(envelope?.cc).toHaveLength(1_000);
		expect(JSON.stringify(envelope)).not.toMatch(/\\[rnu]/);
	});
});
