import type { Handle } from '../message/handle';

/** Messages of one folder each, every message once, in ascending order. */
export function byFolder(handles: Handle[]): Handle[][] {
	const groups = new Map<string, Map<number, Handle>>();
	for (const handle of [...handles].sort((a, b) => a.uid - b.uid)) {
		const key = `${handle.uidValidity}.${handle.folder}`;
		groups.set(key, (groups.get(key) ?? new Map<number, Handle>()).set(handle.uid, handle));
	}
	return [...groups.values()].map((group) => [...group.values()]);
}
