import { type Cursor, cursorSchema, openingCursor, SettledPrefix } from '../../../mail/imap/cursor';

const folder = { uidValidity: 7n, uidNext: 101 };
const known: Cursor = {
	uidValidity: '7',
	uid: 42,
	receivedAt: '2026-11-20T10:00:00.000Z',
	backlog: null,
};

describe('where a folder is read on', () => {
	test.each([
		['now', { uid: 100, backlog: null }],
		['all', { uid: 0, backlog: null }],
		['unread', { uid: 0, backlog: { upTo: 100, unread: true, after: null } }],
	] as const)('at the first opening, start from %s', (startFrom, expected) => {
		expect(openingCursor(folder, undefined, startFrom)).toEqual({
			uidValidity: '7',
			receivedAt: null,
			...expected,
		});
	});

	test('in an empty folder, everything that comes is new', () => {
		const empty = { uidValidity: 7n, uidNext: 1 };
		expect(openingCursor(empty, undefined, 'now')).toMatchObject({ uid: 0, backlog: null });
	});

	test('where the last reading ended, whatever the folder was first read from', () => {
		for (const startFrom of ['now', 'unread', 'all'] as const) {
			expect(openingCursor(folder, known, startFrom)).toBe(known);
		}
	});

	test('after a change of UIDVALIDITY: at what was received later', () => {
		expect(openingCursor({ ...folder, uidValidity: 8n }, known, 'all')).toEqual({
			uidValidity: '8',
			uid: 0,
			receivedAt: known.receivedAt,
			backlog: { upTo: 100, unread: false, after: known.receivedAt },
		});
	});

	test('after a change of UIDVALIDITY before any message: at what comes from now on', () => {
		const nothingRead = { ...known, receivedAt: null };
		expect(openingCursor({ ...folder, uidValidity: 8n }, nothingRead, 'all')).toEqual({
			uidValidity: '8',
			uid: 100,
			receivedAt: null,
			backlog: null,
		});
	});

	test('survives being stored', () => {
		const cursor = openingCursor(folder, undefined, 'unread');
		expect(cursorSchema.parse(JSON.parse(JSON.stringify(cursor)))).toEqual(cursor);
	});
});

describe('a cursor over a contiguous prefix', () => {
	const start = openingCursor({ uidValidity: 7n, uidNext: 1 }, undefined, 'now');

	test('stays before an unsettled message, however many after it are settled', () => {
		const prefix = new SettledPrefix(start);
		for (const uid of [3, 5, 9]) prefix.begin(uid, null);
		expect(prefix.settle(5).uid).toBe(0);
		expect(prefix.settle(9).uid).toBe(0);
		expect(prefix.settle(3).uid).toBe(9);
	});

	test('keeps the latest moment of arrival, also where it does not rise with the UID', () => {
		const prefix = new SettledPrefix(start);
		const times = ['2026-11-20T10:00:00.000Z', '2026-11-21T10:00:00.000Z', null, '2026-01-01'];
		times.forEach((time, index) => prefix.begin(index + 1, time));
		const cursors = times.map((_, index) => prefix.settle(index + 1));
		expect(cursors.map(({ receivedAt }) => receivedAt)).toEqual([
			times[0],
			times[1],
			times[1],
			times[1],
		]);
	});

	test('drops the backlog once it is behind', () => {
		const backlog = { upTo: 5, unread: true, after: null };
		const prefix = new SettledPrefix({ ...start, backlog });
		for (const uid of [4, 6]) prefix.begin(uid, null);
		expect(prefix.settle(4).backlog).toEqual(backlog);
		expect(prefix.settle(6).backlog).toBeNull();
	});

	test('is the last message before the first unsettled one, in any order', () => {
		for (let seed = 0; seed < 200; seed++) {
			const random = generator(seed);
			const uids = ascendingUids(random);
			const prefix = new SettledPrefix(start);
			const settled = new Set<number>();
			const open: number[] = [];
			let begun = 0;
			while (settled.size < uids.length) {
				const next = uids[begun];
				if (next !== undefined && (open.length === 0 || random() < 0.5)) {
					prefix.begin(next, null);
					open.push(next);
					begun++;
					continue;
				}
				const [uid = 0] = open.splice(Math.floor(random() * open.length), 1);
				settled.add(uid);
				const firstUnsettled = uids.findIndex((each) => !settled.has(each));
				const expected = firstUnsettled < 0 ? uids.at(-1) : (uids[firstUnsettled - 1] ?? 0);
				expect({ seed, uid: prefix.settle(uid).uid }).toEqual({ seed, uid: expected });
			}
		}
	});
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
