import type { Handle } from '../../message/handle';
import type { Newest } from './newest';
import type { Place } from './page';

/**
 * The newest messages of several folders, each of which keeps its own order, and where each folder
 * goes on; those of which all was taken are left out.
 */
export function merged(
	streams: Newest[],
	limit: number,
): { handles: Handle[]; left: Required<Place>[] } {
	const taken = new Map(streams.map((stream) => [stream, 0]));
	const headOf = (stream: Newest) => stream.hits[taken.get(stream) ?? 0];
	const handles: Handle[] = [];
	while (handles.length < limit) {
		let newest: Newest | undefined;
		for (const stream of streams) {
			const head = headOf(stream);
			const best = newest && headOf(newest);
			if (head && (!best || head.receivedAt > best.receivedAt)) newest = stream;
		}
		const hit = newest && headOf(newest);
		if (!newest || !hit) break;
		taken.set(newest, (taken.get(newest) ?? 0) + 1);
		handles.push({ uid: hit.uid, ...newest.place });
	}
	return { handles, left: streams.flatMap((stream) => rest(stream, taken.get(stream) ?? 0)) };
}

function rest({ place, hits, restBelow }: Newest, taken: number): Required<Place>[] {
	const { folder, uidValidity } = place;
	const next = hits[taken];
	const below = next ? next.uid + 1 : restBelow;
	return below === undefined ? [] : [{ folder, from: { uidValidity, below } }];
}
