import { fingerprintOf, type Listed } from '../../../../mail/imap/fingerprint';
import { atTheBeginning, type Cursor, cursorSchema } from '../../../../mail/imap/watch/cursor';
import { Position } from '../../../../mail/imap/watch/position';

const listed = (uid: number): Listed => ({
	uid,
	messageId: `<${uid}@example.test>`,
	size: 100,
	receivedAt: 1_000 + uid,
});

const start = atTheBeginning('7');

/** Hands on and settles messages, one after the other. */
const settleAll = (position: Position, uids: number[]) => {
	for (const uid of uids) {
		position.expect(uid);
		position.begin([listed(uid)]);
		position.settle([uid]);
	}
};

const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

test('stays before an unsettled message, however many after it are settled', () => {
	const position = new Position(start, () => {});
	for (const uid of [3, 5, 9]) position.expect(uid);
	position.settle([5]);
	position.settle([9]);
	expect(position.cursor.uid).toBe(0);
	position.settle([3]);
	expect(position.cursor.uid).toBe(9);
});

test('survives being stored', () => {
	const position = new Position(start, () => {});
	settleAll(position, upTo(300));
	const stored: unknown = JSON.parse(JSON.stringify(position.cursor));
	expect(cursorSchema.parse(stored)).toEqual(position.cursor);
});

test('knows what was settled after a restart, and not what was still with n8n', () => {
	const position = new Position(start, () => {});
	settleAll(position, [1, 2]);
	for (const uid of [3, 4]) position.expect(uid);
	position.begin([listed(3)]);
	position.begin([listed(4)]);
	position.settle([4]);
	const { cursor } = position;
	expect(cursor.seen.map(([uid]) => uid)).toEqual([1, 2, 3, 4]);
	const restarted = new Position(cursor, () => {});
	expect([1, 2, 3, 4, 5].filter((uid) => restarted.knows(uid))).toEqual([1, 2]);
});

test('lets one in that comes late, below the cursor', () => {
	const position = new Position(start, () => {});
	settleAll(position, [1, 3]);
	expect(position.knows(2)).toBe(false);
	settleAll(position, [2]);
	expect(position.knows(2)).toBe(true);
	expect(position.cursor.uid).toBe(3);
});

test('remembers the newest messages one by one, and the date of the others', () => {
	const position = new Position(start, () => {});
	settleAll(position, upTo(1_000));
	const { seen, knownUpTo, knownDate } = position.cursor;
	expect(seen).toHaveLength(100);
	expect(knownUpTo).toBe(900);
	expect(knownDate).toBe(listed(900).receivedAt);
	expect(JSON.stringify(position.cursor).length).toBeLessThan(4_000);
});

test('forgets nothing that is not settled', () => {
	const position = new Position(start, () => {});
	position.expect(1);
	position.begin([listed(1)]);
	settleAll(position, upTo(400).slice(1));
	expect(position.cursor.seen).toHaveLength(400);
	position.settle([1]);
	expect(position.cursor.seen).toHaveLength(100);
});

test('keeps what was handed on together until it is settled', () => {
	const moves: Cursor[] = [];
	const position = new Position(start, (cursor) => moves.push(cursor()));
	for (const uid of [1, 2, 3]) position.expect(uid);
	position.begin([listed(1), listed(2)], 'first');
	position.begin([listed(3)], 'second');
	expect(moves.at(-1)?.batches).toEqual([
		{ uids: [1, 2], key: 'first' },
		{ uids: [3], key: 'second' },
	]);
	position.settle([1, 2]);
	expect(moves.at(-1)?.batches).toEqual([{ uids: [3], key: 'second' }]);
});

test('drops the backlog once it is behind', () => {
	const backlog = { upTo: 5, unreadUntil: 1_005, only: null };
	const position = new Position({ ...start, backlog }, () => {});
	settleAll(position, [4]);
	expect(position.cursor.backlog).toEqual(backlog);
	settleAll(position, [6]);
	expect(position.cursor.backlog).toBeNull();
});

test('finds a message of before a rebuild again, once', () => {
	const position = new Position({ ...start, lost: [fingerprintOf(listed(1))] }, () => {});
	const comesBack = { ...listed(1), uid: 77 };
	expect(position.passIfFound(comesBack)).toBe(true);
	expect(position.passIfFound(comesBack)).toBe(false);
});

test('is the last message before the first unsettled one, in any order', () => {
	for (let seed = 0; seed < 200; seed++) {
		const random = generator(seed);
		const uids = ascendingUids(random);
		const position = new Position(start, () => {});
		const settled = new Set<number>();
		const open: number[] = [];
		let begun = 0;
		while (settled.size < uids.length) {
			const next = uids[begun];
			if (next !== undefined && (open.length === 0 || random() < 0.5)) {
				position.expect(next);
				open.push(next);
				begun++;
				continue;
			}
			const [uid = 0] = open.splice(Math.floor(random() * open.length), 1);
			settled.add(uid);
			position.settle([uid]);
			const firstUnsettled = uids.slice(0, begun).findIndex((each) => !settled.has(each));
			const expected = firstUnsettled < 0 ? uids[begun - 1] : (uids[firstUnsettled - 1] ?? 0);
			expect({ seed, uid: position.cursor.uid }).toEqual({ seed, uid: expected });
		}
	}
});

/** One to thirty UIDs with gaps between them. */
function ascendingUids(random: () => number): number[] {
	const uids: number[] = [];
	const count = 1 + Math.floor(random() * 30);
	while (uids.length < count) uids.push((uids.at(-1) ?? 0) + 1 + Math.floor(random() * 4));
	return uids;
}

/** Numbers from 0 to 1, the same for the same seed (a linear congruential generator). */
function generator(seed: number): () => number {
	let state = seed;
	return () => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return state / 2 ** 32;
	};
}

test('keeps a batch that is settled before an earlier one, for it is met again after a crash', () => {
	const position = new Position(start, () => {});
	for (const uid of [1, 2, 3]) position.expect(uid);
	for (const uid of [1, 2, 3]) position.begin([listed(uid)], `key ${uid}`);
	position.settle([2]);
	expect(position.cursor.batches).toMatchObject([{ uids: [1] }, { uids: [2] }, { uids: [3] }]);
	position.settle([1]);
	expect(position.cursor.batches).toEqual([{ uids: [3], key: 'key 3' }]);
});

test('does not know one that came late, below the cursor, before it is settled', () => {
	const position = new Position(start, () => {});
	settleAll(position, [1, 3]);
	position.expect(2);
	position.begin([listed(2)]);
	expect(new Position(position.cursor, () => {}).knows(2)).toBe(false);
	position.settle([2]);
	expect(new Position(position.cursor, () => {}).knows(2)).toBe(true);
});
