import { formatHandle } from '../../message/handle';
import type { Member } from './member';

/** A message of a conversation with all its copies. */
export interface Merged {
	/** The copy that it is read from: no draft where there is another one. */
	first: Member;
	/** Their handles and folders, that of `first` first. */
	copies: { id: string; folder: string }[];
}

/**
 * One for each message, oldest first: copies have the same Message-ID, sender and subject, for a
 * stranger may use an ID again to hide what had it before.
 */
export function merged(members: Iterable<Member>): Merged[] {
	const groups = new Map<string, Member[]>();
	for (const member of members) {
		const { messageId, from, subject, handle } = member;
		const key = messageId ? JSON.stringify([messageId, from, subject]) : formatHandle(handle);
		groups.set(key, [...(groups.get(key) ?? []), member]);
	}
	return [...groups.values()]
		.map((copies) => {
			const [first, ...rest] = copies.sort((a, b) => Number(a.draft) - Number(b.draft));
			if (!first) return [];
			const places = [first, ...rest].map(({ handle }) => ({
				id: formatHandle(handle),
				folder: handle.folder,
			}));
			return [{ first, copies: places }];
		})
		.flat()
		.sort((a, b) => order(a.first, b.first));
}

/** An answer may have been written in the second of what it answers. */
function order(a: Member, b: Member): number {
	return a.time - b.time || a.refersTo.length - b.refersTo.length || a.handle.uid - b.handle.uid;
}
