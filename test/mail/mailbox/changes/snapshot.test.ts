import { deflateSync } from 'node:zlib';
import {
	isSketch,
	keep,
	recall,
	type Snapshot,
	stateOf,
} from '../../../../mail/mailbox/changes/snapshot';
import { SKETCH_BYTES } from '../../../../mail/mailbox/changes/sketch';
import { random } from '../../../support/random';

const chance = random();

/** As many messages as that, of so many UIDs, with some flags. */
function folderOf(messages: number, uids: number): Snapshot {
	const folder: Snapshot = new Map();
	while (folder.size < messages) folder.set(1 + chance.below(uids), chance.below(3));
	return folder;
}

const sizeOf = (folder: Snapshot) =>
	deflateSync(JSON.stringify(keep(folder))).toString('base64url').length;

describe(`a snapshot of a folder (SEED=${chance.seed})`, () => {
	it('is small for a large folder with few gaps', () => {
		const folder: Snapshot = new Map();
		for (let uid = 1; uid <= 50_000; uid++) if (uid % 500 > 3) folder.set(uid, 0);
		expect(sizeOf(folder)).toBeLessThan(1_000);
		expect(recall(keep(folder), new Map())).toEqual(folder);
	});

	it('has a bound, whatever the folder', () => {
		expect(sizeOf(folderOf(50_000, 60_000))).toBeLessThan(6_400);
		expect(sizeOf(folderOf(50_000, 500_000))).toBeLessThan(6_400);
	});

	it('is known again with whatever has changed where it is a list', () => {
		const folder = folderOf(300, 2_000);
		expect(isSketch(keep(folder))).toBe(false);
		expect(recall(keep(folder), new Map())).toEqual(folder);
		expect(recall(keep(new Map()), new Map())).toEqual(new Map());
	});

	it('is known again by what is there now where it is a sketch', () => {
		const folder = folderOf(20_000, 40_000);
		const kept = keep(folder);
		expect(isSketch(kept)).toBe(true);
		expect(recall(kept, folder)).toEqual(folder);
		for (const differences of [1, 10, 200]) {
			expect(recall(kept, changed(folder, differences))).toEqual(folder);
		}
	});

	it('says so where too much has changed for a sketch', () => {
		const folder = folderOf(20_000, 40_000);
		const kept = keep(folder);
		for (const differences of [500, 1_000, 10_000]) {
			expect(recall(kept, changed(folder, differences))).toBeUndefined();
		}
		expect(recall(kept, new Map())).toBeUndefined();
	});

	it('takes nothing for a snapshot that is none', () => {
		const now = folderOf(10, 20);
		expect(recall({ sketch: '' }, now)).toBeUndefined();
		expect(recall({ sketch: 'x'.repeat(SKETCH_BYTES) }, now)).toBeUndefined();
		expect(recall({ list: [[0, '1:4294967295']] }, now)).toBeUndefined();
		expect(recall({ list: [[0, '1:x']] }, now)).toBeUndefined();
		const large: [number, string] = [0, '1:600000'];
		expect(recall({ list: [large, large] }, now)).toBeUndefined();
	});

	it('has one state for the same flags in any order', () => {
		const labels = new Set(['Work']);
		const one = stateOf({ flags: new Set(['\\Seen', '$a']), labels });
		expect(stateOf({ flags: new Set(['$a', '\\Seen']), labels })).toBe(one);
		expect(stateOf({ flags: new Set(['$a', '\\Seen']), labels: new Set() })).not.toBe(one);
		expect(stateOf({ flags: new Set(['$a']), labels })).not.toBe(one);
	});
});

/** Every third one is gone, every third one has other flags, every third one has come late. */
function changed(folder: Snapshot, differences: number): Snapshot {
	const now = new Map(folder);
	const uids = [...folder.keys()];
	for (let done = 0; done < differences; done++) {
		const uid = uids[chance.below(uids.length)] ?? 0;
		if (done % 3 === 0) now.delete(uid);
		// Which are two: the old state and the new one.
		else if (done % 6 === 1) now.set(uid, 5);
		else now.set(50_000 + done, 1);
	}
	return now;
}
