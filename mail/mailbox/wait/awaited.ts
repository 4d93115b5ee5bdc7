import type { Filter } from '../../imap/filter/filter';
import { secondsOf } from '../../imap/internalDate';
import type { FolderView } from '../../imap/watch/folderView';
import type { Reader } from '../../imap/watch/openFolder';
import type { Message } from '../../message/model';

/** Of what is there at the beginning, the newest are looked at for what came since then. */
const LOOKED_BACK = 500;

export interface Wanted {
	filter: Filter;
	/** Whether it fits by what the server cannot be asked for. */
	fits: (message: Message) => Promise<boolean>;
	/** What the server got before does not count; to the second, by the server's clock. */
	since: Date;
	/** Whether messages are to have their `headers`. */
	headers: boolean;
}

/** Where the waiting begins in a folder, for as long as its UIDs mean the same. */
interface Place {
	uidValidity: string;
	/** Up to here everything was there before. */
	above: number;
	/** What is above and was there before, or does not fit. */
	judged: Set<number>;
}

/**
 * Looks for a message that fits among those that came since a moment, over one connection after
 * another. A message that is announced and not given out yet is looked at again each time.
 */
export class Awaited implements Reader {
	private place: Place | undefined;

	/**
	 * @param onLook told after each look of the newest message that fits
	 */
	constructor(
		private readonly wanted: Wanted,
		private readonly onLook: (found: Message | undefined) => void,
	) {}

	/** Where UIDs begin anew there is nothing found yet to be found again: the date decides once more. */
	async opened(view: FolderView): Promise<void> {
		const { uidValidity } = view.folder;
		if (this.place?.uidValidity === uidValidity) return;
		const { exists } = view;
		const range = `${Math.max(1, exists - LOOKED_BACK + 1)}:${exists}`;
		const listed = exists > 0 ? await view.list(range) : [];
		const since = secondsOf(this.wanted.since);
		const before = listed.filter(({ receivedAt }) => receivedAt < since);
		const first = listed.find(({ receivedAt }) => receivedAt >= since);
		const above = first ? first.uid - 1 : (listed.at(-1)?.uid ?? 0);
		this.place = { uidValidity, above, judged: new Set(before.map(({ uid }) => uid)) };
	}

	async read(view: FolderView): Promise<boolean> {
		if (this.place) this.onLook(await this.look(view, this.place));
		return false;
	}

	private async look(view: FolderView, { above, judged }: Place): Promise<Message | undefined> {
		const uids = (await view.uidsAbove(above)).filter((uid) => !judged.has(uid));
		if (uids.length === 0) return undefined;
		const listed = (await view.list(uids)).map(({ uid }) => uid);
		const fitting = await view.matching(listed, this.wanted.filter);
		const unfit = new Set(listed);
		for (const uid of fitting.reverse()) {
			const [message] = await view.fetch([uid], this.wanted.headers);
			if (message && (await this.wanted.fits(message))) return message;
			if (!message) unfit.delete(uid);
		}
		for (const uid of unfit) judged.add(uid);
		return undefined;
	}
}
