import type { Account } from '../../../../mail/account/settings';
import { closeImapPools, withConnection } from '../../../../mail/imap/pool';
import { atTheBeginning, type Cursor } from '../../../../mail/imap/watch/cursor';
import { type MailServer, startMailServer } from '../../../../sandbox/mailserver';
import { accountFor, alice, users } from '../../../support/account';
import { eml } from '../../../support/eml';
import { startWatching, type Watching } from '../../../support/watching';

let server: MailServer;
let account: Account;
let watches: Watching[] = [];

beforeEach(async () => {
	server = await startMailServer({ users });
	account = accountFor(server);
});

afterEach(async () => {
	for (const { watch } of watches) watch.close();
	watches = [];
	await closeImapPools();
	await server.close();
});

/** Watches, and keeps what was handed on together, by the subjects. */
const watch = (changes: Parameters<typeof startWatching>[1] = {}) => {
	const batches: string[][] = [];
	const watching = startWatching(account, {
		...changes,
		handle: async (arrivals, key, failures) => {
			batches.push(arrivals.map(({ message }) => message.subject));
			return (await changes.handle?.(arrivals, key, failures)) ?? { done: Promise.resolve() };
		},
	});
	watches.push(watching);
	return { ...watching, batches };
};

const names = (count: number, word = 'message') =>
	Array.from({ length: count }, (_, index) => `${word} ${index}`);

const deliver = (...subjects: string[]) => {
	for (const subject of subjects) server.deliver(alice, eml({ subject }));
};

it('hands a backlog on in batches, and what then comes at once', async () => {
	const subjects = names(105);
	deliver(...subjects);
	const watching = watch({ perExecution: 50 });
	await watching.handedOver(105);
	expect(watching.batches.map(({ length }) => length)).toEqual([50, 50, 5]);
	deliver('single');
	await watching.handedOver(106);
	expect(watching.batches.at(-1)).toEqual(['single']);
	expect(watching.subjects()).toEqual([...subjects, 'single']);
});

it('offers a batch of before a crash again as it was, whatever came meanwhile', async () => {
	deliver(...names(5));
	let saved: Cursor | undefined;
	const first = watch({
		perExecution: 3,
		onCursor: (cursor) => {
			saved = cursor();
		},
		handle: async () => ({ done: new Promise(() => {}) }),
	});
	await first.handedOver(5);
	first.watch.close();
	deliver(...names(4, 'later'));
	const second = watch({ perExecution: 3, cursor: saved });
	await second.handedOver(9);
	expect(first.batches).toEqual([names(5).slice(0, 3), names(5).slice(3)]);
	expect(second.batches.slice(0, 2)).toEqual(first.batches);
	expect(second.keys.slice(0, 2)).toEqual(first.keys);
	expect(second.batches.slice(2).flat()).toEqual(names(4, 'later'));
});

it('knows a batch again of which a message was deleted meanwhile, after each crash', async () => {
	deliver(...names(3));
	let saved: Cursor | undefined;
	const crashing: Parameters<typeof startWatching>[1] = {
		perExecution: 3,
		onCursor: (cursor) => {
			saved = cursor();
		},
		handle: async () => ({ done: new Promise(() => {}) }),
	};
	const first = watch(crashing);
	await first.handedOver(3);
	first.watch.close();
	await withConnection(account, 'fetch', async (connection) => {
		await connection.mailboxOpen('INBOX');
		await connection.messageDelete('2', { uid: true });
	});
	for (let crash = 1; crash <= 2; crash++) {
		const next = watch({ ...crashing, cursor: saved });
		await next.handedOver(2);
		next.watch.close();
		expect(next.batches).toEqual([['message 0', 'message 2']]);
		expect(next.keys).toEqual(first.keys);
	}
});

it('leaves out what is not wanted before it makes batches', async () => {
	deliver(...names(20));
	const watching = watch({
		perExecution: 5,
		wants: async ({ subject }) => Number(subject.split(' ')[1]) % 2 === 0,
	});
	await watching.handedOver(10);
	expect(watching.batches.map(({ length }) => length)).toEqual([5, 5]);
});

it('asks again for what could not be taken, and tells how often that failed', async () => {
	deliver('one', 'two');
	const failures: number[] = [];
	const watching = watch({
		handle: async (_arrivals, _key, failed) => {
			failures.push(failed);
			if (failures.length === 1) throw new Error('not now');
			return { done: Promise.resolve() };
		},
	});
	await watching.handedOver(2);
	expect(failures).toEqual([0, 1, 0]);
	expect(watching.subjects()).toEqual(['one', 'two']);
});

/** A cursor of before a crash, when these were handed on together and not settled. */
const withBatches = (...uids: number[][]): Promise<Cursor> =>
	withConnection(account, 'fetch', async (connection) => {
		const { uidValidity } = await connection.mailboxOpen('INBOX');
		const batches = uids.map((each) => ({ uids: each, key: each.join(' ') }));
		return { ...atTheBeginning(String(uidValidity)), batches };
	});

it('does not regroup what was settled before an earlier message', async () => {
	let saved: (() => Cursor) | undefined;
	const first = watch({
		perExecution: 3,
		onCursor: (cursor) => {
			saved = cursor;
		},
		handle: async ([arrival]) => ({
			done: arrival?.message.subject === 'slow' ? new Promise(() => {}) : Promise.resolve(),
		}),
	});
	for (const [index, subject] of ['slow', 'two', 'three'].entries()) {
		deliver(subject);
		await first.handedOver(index + 1);
	}
	const cursor = saved?.();
	first.watch.close();
	const second = watch({ perExecution: 3, cursor });
	await second.handedOver(3);
	expect(second.keys).toEqual(first.keys);
});

it('waits for all of a batch of before a crash, also where less go together now', async () => {
	deliver(...names(60));
	const batch = Array.from({ length: 10 }, (_, index) => index + 1);
	const watching = watch({ perExecution: 1, cursor: await withBatches(batch) });
	await watching.handedOver(60);
	expect(watching.batches[0]).toEqual(names(10));
	expect(watching.subjects()).toEqual(names(60));
	expect(new Set(watching.keys).size).toBe(51);
});

it('does not wait for what was deleted of a batch, however many come behind it', async () => {
	deliver(...names(60));
	await withConnection(account, 'fetch', async (connection) => {
		await connection.mailboxOpen('INBOX');
		await connection.messageDelete('3', { uid: true });
	});
	const watching = watch({ perExecution: 3, cursor: await withBatches([1, 2, 3]) });
	await watching.handedOver(59);
	expect(watching.batches[0]).toEqual(names(2));
});

it('keeps a batch of before a crash together over the border of two looks', async () => {
	deliver(...names(503));
	const batch = [499, 500, 501, 502];
	const watching = watch({ perExecution: 4, cursor: await withBatches(batch) });
	await watching.handedOver(503);
	expect(watching.batches).toContainEqual(names(503).slice(498, 502));
	expect(new Set(watching.keys).size).toBe(watching.keys.length);
});
