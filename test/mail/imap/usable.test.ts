import { text } from 'node:stream/consumers';
import { listMessages } from '../../../mail/imap/listMessages';
import { openPiece } from '../../../mail/imap/part';
import { trustedServers } from '../../../mail/account/trustedServers';
import { fetchMessages } from '../../../mail/imap/fetch';
import { closeImapPools, withConnection } from '../../../mail/imap/pool';
import { flagsOf } from '../../../mail/imap/states';
import { fetchedInGroups, fetchOf, fetchRange } from '../../../mail/imap/usable';
import { type MailServer, startMailServer } from '../../../sandbox/mailserver';
import { accountFor, alice, users } from '../../support/account';
import { eml } from '../../support/eml';
import { nameOf } from '../../support/imapFaults';
import { type ImapProxy, startImapProxy } from '../../support/imapProxy';
import { otherClient } from '../../support/otherClient';

const whole = eml({ messageId: 'second@x.test' });

describe('what FETCH tells, while the server has news of the folder', () => {
	let server: MailServer;
	let proxy: ImapProxy;
	const commands: string[] = [];

	beforeAll(async () => {
		server = await startMailServer({ users });
		for (const raw of [eml(), whole, eml()]) server.deliver(alice, raw);
		const news = [1, 2, 3].flatMap((uid) => [
			`* ${uid} FETCH (UID ${uid} FLAGS (\\Flagged \\Recent))\r\n`,
			`* ${uid} FETCH (FLAGS (\\Flagged))\r\n`,
		]);
		proxy = await startImapProxy({
			target: server.ports.imap,
			rules: () => ({
				command: (command) => {
					commands.push(command);
					return undefined;
				},
				response: (response) =>
					/^\* 2 FETCH/.test(response) ? { instead: [...news, response, ...news] } : undefined,
			}),
		});
	});

	afterAll(async () => {
		await closeImapPools();
		await proxy.close();
		await server.close();
	});

	it('is of the messages that were asked for alone, each whole and once', async () => {
		const account = accountFor(server, { imapPort: proxy.port, imapTls: 'none' });
		await withConnection(account, 'fetch', async (connection) => {
			await connection.mailboxOpen('INBOX', { readOnly: true });
			const query = { uid: true, size: true, bodyStructure: true };
			const whole = { uid: 2, size: expect.any(Number), bodyStructure: { type: 'text/plain' } };
			expect(await fetchOf(connection, [2], query)).toMatchObject([whole]);
			expect(await fetchRange(connection, [2], query)).toMatchObject([whole]);
			expect(await fetchRange(connection, '2', query)).toMatchObject([whole]);
			for await (const group of fetchedInGroups(connection, [2], query)) {
				expect(group).toMatchObject([whole]);
			}
		});
	});

	it.each(['1:3', '2:*'])('is of the messages of the range %s alone', async (range) => {
		const account = accountFor(server, { imapPort: proxy.port, imapTls: 'none' });
		await withConnection(account, 'fetch', async (connection) => {
			await connection.mailboxOpen('INBOX', { readOnly: true });
			const listed = await listMessages(connection, range);
			expect(listed.map(({ uid }) => uid)).toEqual(range === '1:3' ? [1, 2, 3] : [2, 3]);
			commands.length = 0;
			await listMessages(connection, range);
			// Nothing had to be asked about.
			expect(commands.map(nameOf)).toEqual(['FETCH']);
		});
	});

	it('is all of a message that is streamed', async () => {
		const account = accountFor(server, { imapPort: proxy.port, imapTls: 'none' });
		const uidValidity = await withConnection(account, 'fetch', async (connection) =>
			String((await connection.mailboxOpen('INBOX')).uidValidity),
		);
		const handle = { uid: 2, uidValidity, folder: 'INBOX' };
		expect(await text(openPiece(account, { handle }))).toBe(whole);
	});

	it('is passed on, where it was not asked for', async () => {
		const account = accountFor(server, { imapPort: proxy.port, imapTls: 'none' });
		await withConnection(account, 'fetch', async (connection) => {
			await connection.mailboxOpen('INBOX', { readOnly: true });
			const told: number[] = [];
			const listen = ({ seq }: { seq: number }) => told.push(seq);
			connection.on('flags', listen);
			await fetchOf(connection, [2], { uid: true, size: true });
			expect(new Set(told)).toEqual(new Set([1, 2, 3]));
			told.length = 0;
			const options = { trustedServers: trustedServers(account), headers: false };
			expect(await fetchMessages(connection, [2], options)).toHaveLength(1);
			expect(new Set(told)).toEqual(new Set([1, 2, 3]));
			connection.off('flags', listen);
		});
	});

	it('is a state of each message, as it was told last, where states are asked for', async () => {
		const account = accountFor(server, { imapPort: proxy.port, imapTls: 'none' });
		await withConnection(account, 'fetch', async (connection) => {
			await connection.mailboxOpen('INBOX', { readOnly: true });
			const states = await flagsOf(connection);
			const flagged = states.map(({ uid, flags }) => [uid, [...flags]] as const);
			expect(flagged.sort(([a], [b]) => a - b)).toEqual([
				[1, ['\\Flagged']],
				[2, ['\\Flagged']],
				[3, []], // told after the news
			]);
		});
	});
});

describe('NIL, where FETCH asked for bytes', () => {
	const nil = '* 1 FETCH (UID 1 RFC822.SIZE 0 BODY[HEADER] NIL)\r\n';
	const query = { size: true, headers: true };
	let server: MailServer;
	let proxy: ImapProxy;
	let onFetch: () => Promise<void>;

	beforeEach(async () => {
		server = await startMailServer({ users });
		server.deliver(alice, eml());
		proxy = await startImapProxy({
			target: server.ports.imap,
			rules: () => ({
				response: async (response) => {
					if (!response.includes('BODY[HEADER]')) return undefined;
					await onFetch();
					return { instead: [nil] };
				},
			}),
		});
	});

	afterEach(async () => {
		await closeImapPools();
		await proxy.close();
		await server.close();
	});

	const fetched = () =>
		withConnection(
			accountFor(server, { imapPort: proxy.port, imapTls: 'none' }),
			'fetch',
			async (connection) => {
				await connection.mailboxOpen('INBOX');
				return fetchOf(connection, [1], query);
			},
		);

	it('is of a message that is gone', async () => {
		onFetch = () => otherClient(server).delete('1', 'INBOX');
		expect(await fetched()).toEqual([]);
	});

	it('or of one that has none', async () => {
		onFetch = async () => {};
		const [message, ...others] = await fetched();
		expect(message).toMatchObject({ uid: 1 });
		expect(message).not.toHaveProperty('headers');
		expect(others).toEqual([]);
	});
});
