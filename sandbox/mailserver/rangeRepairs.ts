import type { ImapServer, Message } from 'hoodiecrow-imap';

/** A sequence set was read anew for every message: 0.4 s for 20 of 10,000, in which nothing else runs. */
export function findRangesFast(imap: ImapServer): void {
	imap.getMessageRange = (folder, set, isUid) => {
		const messages = Array.isArray(folder) ? folder : folder.messages;
		const lastUid = messages.reduce((last, { uid }) => Math.max(last, uid), 0);
		const ranges = set
			.split(',')
			.map((range) => boundsOf(range, isUid ? lastUid : messages.length));
		const found: [number, Message][] = [];
		for (const [index, message] of messages.entries()) {
			const number = isUid ? message.uid : index + 1;
			const isWanted = ranges.some(({ from, to }) => number >= from && number <= to);
			if (isWanted) found.push([index + 1, message]);
		}
		return found;
	};
}

/** RFC 3501 §9: `*` is the largest number in use, and the order of the two does not matter. */
function boundsOf(range: string, last: number): { from: number; to: number } {
	const [first = '', second = first] = range.split(':');
	const bounds = [first, second].map((bound) => (bound === '*' ? last : Number(bound)));
	return { from: Math.min(...bounds), to: Math.max(...bounds) };
}
