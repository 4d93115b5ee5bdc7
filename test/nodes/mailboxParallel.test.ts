import type { INodeParameters } from 'n8n-workflow';
import type { Connection } from '../../mail/imap/connection';
import { closeImapPools, MAX_CONNECTIONS, withConnection } from '../../mail/imap/pool';
import { formatHandle } from '../../mail/message/handle';
import { EnvelopeMailbox } from '../../nodes/EnvelopeMailbox/EnvelopeMailbox.node';
import { accountFor, alice, credentialFor, users } from '../support/account';
import { eml } from '../support/eml';
import { runNode } from '../support/engine';
import { type ImapProxy, startImapProxy } from '../support/imapProxy';
import { folderNamed } from '../support/mailboxNode';
import { otherClient } from '../support/otherClient';
import { describeServers, type TestServer } from '../support/servers';

/** An execution works in a folder of its own. */
const folders = ['Here', 'There'];
const MESSAGES = 25;

const subjectOf = (folder: string, index: number) => `${folder} ${index}`;

describeServers('two executions at once on one account', (start) => {
	let server: TestServer;
	let proxy: ImapProxy;
	const ids = new Map<string, string[]>();

	beforeEach(async () => {
		server = await start({ users });
		const client = otherClient(server);
		for (const folder of folders) {
			await client.create(folder);
			ids.set(folder, await withConnection(accountFor(server), 'append', fill(folder)));
		}
		await closeImapPools();
		proxy = await startImapProxy({ target: server.ports.imap, rules: () => ({}) });
	});

	afterEach(async () => {
		await closeImapPools();
		await proxy.close();
		await server.close();
	});

	const fill = (folder: string) => async (connection: Connection) => {
		const filled: string[] = [];
		for (let index = 0; index < MESSAGES; index++) {
			const subject = subjectOf(folder, index);
			const stored = await connection.append(folder, eml({ subject, body: subject }));
			if (!stored || !stored.uid) throw new Error('Not stored');
			const { uid, uidValidity } = stored;
			filled.push(formatHandle({ uid, uidValidity: String(uidValidity), folder }));
		}
		return filled;
	};

	/** One execution: the operation once for each of its items. */
	const run = async (operation: string, parameters: INodeParameters, items: string[]) => {
		const { json, error } = await runNode({
			node: new EnvelopeMailbox(),
			parameters: { resource: 'message', operation, options: {}, ...parameters },
			credential: credentialFor(server, { imapPort: proxy.port, imapTls: 'none' }),
			items: items.map((id) => ({ json: { id } })),
		});
		if (error) throw error;
		return json;
	};

	const idsIn = (folder: string) => ids.get(folder) ?? [];

	it('read 50 messages, each its own, over no more connections than the pool has', async () => {
		const message = { __rl: true, mode: 'id', value: '={{ $json.id }}' };
		const read = await Promise.all(folders.map((folder) => run('get', { message }, idsIn(folder))));
		for (const [place, folder] of folders.entries()) {
			const expected = idsIn(folder).map((id, index) => ({
				id,
				folder,
				subject: subjectOf(folder, index),
				text: expect.stringContaining(subjectOf(folder, index)),
			}));
			expect(read[place]).toMatchObject(expected);
		}
		expect(proxy.accepted()).toBeLessThanOrEqual(MAX_CONNECTIONS);
	});

	it('do 50 things of all kinds, and each to its own message', async () => {
		const messages = '={{ $json.id }}';
		const kinds = (folder: string) => {
			const five = (kind: number) => idsIn(folder).slice(kind * 5, kind * 5 + 5);
			return [
				run('mark', { messages, markAs: 'starred' }, five(0)),
				run('addLabels', { messages, labels: `$${folder}` }, five(1)),
				run('move', { messages, toFolder: folderNamed('Archive') }, five(2)),
				run('copy', { messages, toFolder: folderNamed('Sent') }, five(3)),
				run('getMany', { folder: folderNamed(folder), limit: 3, returnAll: false }, five(4)),
			];
		};
		const results = await Promise.all(folders.flatMap(kinds));
		for (const [place, folder] of folders.entries()) {
			const [marked, labelled, moved, copied, listed] = results.slice(place * 5, place * 5 + 5);
			const done = [marked, labelled, moved, copied].map((items = []) => items.map(({ id }) => id));
			expect(done.flat()).toEqual(idsIn(folder).slice(0, 20));
			expect(listed).toHaveLength(15);
			expect(listed?.every((item) => item.folder === folder)).toBe(true);
			const left = await server.messages(alice, folder);
			expect(left).toHaveLength(MESSAGES - 5);
			const flags = left.map(({ flags }) => flags.join());
			const none = (count: number) => Array.from({ length: count }, () => '');
			expect(flags).toEqual([
				...none(5).map(() => '\\Flagged'),
				...none(5).map(() => `$${folder}`),
				...none(10),
			]);
		}
		for (const [folder, kind] of [
			['Archive', 2],
			['Sent', 3],
		] as const) {
			const there = await server.messages(alice, folder);
			const subjects = there.map(({ raw }) => /^subject: (.*?)\r$/im.exec(String(raw))?.[1]);
			const expected = folders.flatMap((from) =>
				[0, 1, 2, 3, 4].map((index) => subjectOf(from, kind * 5 + index)),
			);
			expect(subjects.sort()).toEqual(expected.sort());
		}
		expect(proxy.accepted()).toBeLessThanOrEqual(MAX_CONNECTIONS);
	});
});
