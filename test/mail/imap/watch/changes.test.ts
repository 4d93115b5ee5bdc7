import { EventEmitter, once } from 'node:events';
import type { Account } from '../../../../mail/account/settings';
import { systemClock } from '../../../../mail/clock';
import { EnvelopeError } from '../../../../mail/errors';
import type { Connection } from '../../../../mail/imap/connection';
import { closeImapPools, withConnection } from '../../../../mail/imap/pool';
import {
	type Change,
	Changes,
	type ChangesOptions,
	type Detector,
} from '../../../../mail/imap/watch/changes';
import { type ChangesCursor, changesCursorSchema } from '../../../../mail/imap/watch/changesCursor';
import { FlagChanges } from '../../../../mail/imap/watch/flagChanges';
import { GoneMessages } from '../../../../mail/imap/watch/goneMessages';
import { Watch } from '../../../../mail/imap/watch/watch';
import type { Message } from '../../../../mail/message/model';
import { startMailServer } from '../../../../sandbox/mailserver';
import { accountFor, alice, users } from '../../../support/account';
import { eml } from '../../../support/eml';
import { withNewsOfFlags, withoutCapabilities } from '../../../support/imapFaults';
import { startImapProxy } from '../../../support/imapProxy';
import { describeServers, type TestServer } from '../../../support/servers';

interface Seen extends Change {
	message: Message | undefined;
}

describeServers('changes in a folder', (start) => {
	let server: TestServer;
	let account: Account;
	let watches: Watch[] = [];

	beforeEach(async () => {
		server = await start({ users, withoutSmtp: true });
		account = accountFor(server);
	});

	afterEach(async () => {
		for (const watch of watches) watch.close();
		watches = [];
		await closeImapPools();
		await server.close();
	});

	const watch = async (
		detector: Detector,
		cursor?: ChangesCursor,
		options: Partial<ChangesOptions> = {},
	) => {
		const changes: Seen[] = [];
		const changed = new EventEmitter();
		let saved: ChangesCursor | undefined;
		const watching = new Watch({
			account: async () => account,
			folder: 'INBOX',
			reader: (_account, wake) =>
				new Changes({
					detector,
					cursor,
					onCursor: (next) => {
						saved = next();
						changed.emit('change');
					},
					onRebuilt: () => {},
					headers: false,
					maxInFlight: 10,
					wanted: async (_view, uids) => uids,
					onProblem: () => {},
					outageMs: 15 * 60_000,
					wake,
					clock: systemClock,
					...options,
					handle: async (change, message) => {
						changes.push({ ...change, message });
						changed.emit('change');
						await options.handle?.(change, message);
					},
				}),
			onTrouble: () => {},
			log: () => {},
		});
		watches.push(watching);
		await watching.opened();
		return {
			watching,
			changes,
			seen: async (count: number) => {
				while (changes.length < count) await once(changed, 'change');
				return changes;
			},
			/** As n8n stores it, once all that was seen is settled. */
			stored: () => changesCursorSchema.parse(JSON.parse(JSON.stringify(saved))),
			moved: () => once(changed, 'change'),
		};
	};

	const inInbox = (use: (connection: Connection) => Promise<unknown>) =>
		withConnection(account, 'fetch', async (connection) => {
			await connection.mailboxOpen('INBOX');
			await use(connection);
		});

	const flag = (uid: number, name: string) =>
		inInbox((connection) => connection.messageFlagsAdd(String(uid), [name], { uid: true }));

	const unflag = (uid: number, name: string) =>
		inInbox((connection) => connection.messageFlagsRemove(String(uid), [name], { uid: true }));

	const expunge = (uid: number) =>
		inInbox((connection) => connection.messageDelete(String(uid), { uid: true }));

	const deliver = async (...subjects: string[]) => {
		for (const subject of subjects) await server.deliver(alice, eml({ subject }));
	};

	it('tells of flags that came and went, and of each change by a key of its own', async () => {
		await deliver('one', 'two');
		const { seen } = await watch(new FlagChanges());
		await flag(1, '\\Flagged');
		await seen(1);
		await unflag(1, '\\Flagged');
		await seen(2);
		await flag(1, '\\Flagged');
		const changes = await seen(3);
		expect(changes).toMatchObject([
			{ uid: 1, added: ['\\Flagged'], removed: [], message: { subject: 'one' } },
			{ uid: 1, added: [], removed: ['\\Flagged'] },
			{ uid: 1, added: ['\\Flagged'], removed: [] },
		]);
		expect(new Set(changes.map(({ key }) => key)).size).toBe(3);
	});

	it('does not take a message that arrives for a change', async () => {
		await deliver('one');
		const { seen, changes } = await watch(new FlagChanges());
		await deliver('two');
		await flag(1, '\\Seen');
		await seen(1);
		await flag(2, '\\Seen');
		await seen(2);
		expect(changes.map(({ message }) => message?.subject)).toEqual(['one', 'two']);
	});

	it('knows the messages still where the server tells of new flags in between', async () => {
		await deliver('one', 'two');
		const proxy = await startImapProxy({
			target: server.ports.imap,
			rules: () => withNewsOfFlags(),
		});
		account = accountFor(server, { imapPort: proxy.port, imapTls: 'none' });
		// Before the look that would follow at once.
		const handle = async ({ uid }: Change) => (uid === 1 ? flag(2, '\\Flagged') : undefined);
		const { watching, seen } = await watch(new FlagChanges(), undefined, { handle });
		await flag(1, '\\Flagged');
		expect(await seen(2)).toMatchObject([{ uid: 1 }, { uid: 2, added: ['\\Flagged'] }]);
		await closeImapPools();
		watching.close();
		await proxy.close();
	});

	it('tells of flags that changed while nobody watched', async () => {
		await deliver('one', 'two');
		const first = await watch(new FlagChanges());
		first.watching.close();
		await flag(2, '\\Answered');
		const second = await watch(new FlagChanges(), first.stored());
		const changes = await second.seen(1);
		expect(changes).toMatchObject([{ uid: 2, added: null, removed: null }]);
		expect(changes[0]?.message?.flags).toContain('\\Answered');
	});

	it('does not take a start for a change where the server does not count these', async () => {
		await deliver('one', 'two');
		const proxy = await startImapProxy({
			target: server.ports.imap,
			rules: () => withoutCapabilities('CONDSTORE', 'QRESYNC'),
		});
		account = accountFor(server, { imapPort: proxy.port, imapTls: 'none' });
		const first = await watch(new FlagChanges());
		first.watching.close();
		const second = await watch(new FlagChanges(), { ...first.stored(), modseq: null });
		await flag(2, '\\Flagged');
		const changes = await second.seen(1);
		expect(changes).toMatchObject([{ uid: 2, added: ['\\Flagged'] }]);
		await closeImapPools();
		second.watching.close();
		await proxy.close();
	});

	it('finds a change again that it could not ask about', async () => {
		await deliver('one');
		let asked = 0;
		const wanted = async (_view: unknown, uids: number[]) => {
			if (++asked > 1) return uids;
			throw new EnvelopeError('CONNECTION_LOST', 'The connection ended', { phase: 'fetch' });
		};
		const { seen } = await watch(new FlagChanges(), undefined, { wanted });
		await flag(1, '\\Flagged');
		expect(await seen(1)).toMatchObject([{ uid: 1, added: ['\\Flagged'], removed: [] }]);
	});

	it('gives out a message with the flags of the change, also where they are others already', async () => {
		await deliver('one');
		let isFirst = true;
		const wanted = async (_view: unknown, uids: number[]) => {
			if (isFirst) await unflag(1, '\\Flagged');
			isFirst = false;
			return uids;
		};
		const { seen } = await watch(new FlagChanges(), undefined, { wanted });
		await flag(1, '\\Flagged');
		expect(await seen(2)).toMatchObject([
			{ added: ['\\Flagged'], message: { flags: ['\\Flagged'] } },
			{ removed: ['\\Flagged'], message: { flags: [] } },
		]);
	});

	it('tells of a message that is gone, by its name', async () => {
		await deliver('one', 'two', 'three');
		const { seen } = await watch(new GoneMessages());
		await expunge(2);
		const [gone] = await seen(1);
		expect(gone).toMatchObject({
			uid: 2,
			outline: { subject: 'two', from: [{ address: 'bob@example.test' }], folder: 'INBOX' },
		});
		await expunge(1);
		await seen(2);
	});

	it('tells of a message that went while nobody watched', async () => {
		await deliver('one', 'two', 'three');
		const first = await watch(new GoneMessages());
		first.watching.close();
		await expunge(3);
		await deliver('four');
		const second = await watch(new GoneMessages(), first.stored());
		const changes = await second.seen(1);
		expect(changes).toMatchObject([{ uid: 3, outline: { id: expect.stringMatching(/^3\./) } }]);
	});
});

it('looks for more as soon as what was found is dealt with', async () => {
	const server = await startMailServer({ users });
	const found: string[] = [];
	const dealtWith = Promise.withResolvers<undefined>();
	const more = Promise.withResolvers<undefined>();
	const cursor = { uidValidity: '0', modseq: null, uids: '' };
	const detector: Detector = {
		withMessage: false,
		begin: async ({ folder: { uidValidity } }) => ({ ...cursor, uidValidity }),
		since: async (_view, next) => {
			if (found.push('look') === 2) more.resolve(undefined);
			return { changes: found.length === 1 ? [{ uid: 1, key: 'one' }] : [], next };
		},
	};
	const watching = new Watch({
		account: async () => accountFor(server),
		folder: 'INBOX',
		reader: (_account, wake) =>
			new Changes({
				detector,
				cursor: undefined,
				onCursor: () => {},
				onRebuilt: () => {},
				headers: false,
				maxInFlight: 1,
				wanted: async (_view, uids) => uids,
				onProblem: () => {},
				outageMs: 15 * 60_000,
				wake,
				clock: systemClock,
				handle: () => dealtWith.promise,
			}),
		onTrouble: () => {},
		log: () => {},
	});
	await watching.opened();
	dealtWith.resolve(undefined);
	await more.promise;
	watching.close();
	await server.close();
});
