import { formatHandle } from '../../message/handle';
import { uidsIn, uidSet } from '../uidSet';
import type { Detector } from './changes';
import type { ChangesCursor } from './changesCursor';
import type { FolderView } from './folderView';
import type { Outline } from '../states';

/** Of the newest messages so many are known by name, so that a message that is gone has one. */
const KNOWN_BY_NAME = 2_000;

/** Read at a time. */
const BATCH = 200;

/** Messages that were deleted, or moved elsewhere. */
export class GoneMessages implements Detector {
	readonly withMessage = false;
	private readonly outlines = new Map<number, Outline>();

	async begin(view: FolderView): Promise<ChangesCursor> {
		const uids = await view.uidsAbove(0);
		await this.outline(view, uids);
		return cursorOf(view, uids);
	}

	async since(view: FolderView, cursor: ChangesCursor) {
		const uids = await view.uidsAbove(0);
		const there = new Set(uids);
		const { uidValidity, path: folder } = view.folder;
		const changes = uidsIn(cursor.uids)
			.filter((uid) => !there.has(uid))
			.map((uid) => {
				const id = formatHandle({ uid, uidValidity, folder });
				return { uid, key: `gone ${id}`, outline: { id, uid, folder, ...this.outlines.get(uid) } };
			});
		await this.outline(view, uids);
		for (const { uid } of changes) this.outlines.delete(uid);
		return { changes, next: cursorOf(view, uids) };
	}

	private async outline(view: FolderView, uids: number[]): Promise<void> {
		const unnamed = uids.slice(-KNOWN_BY_NAME).filter((uid) => !this.outlines.has(uid));
		for (let start = 0; start < unnamed.length; start += BATCH) {
			for (const outline of await view.outlines(unnamed.slice(start, start + BATCH))) {
				this.outlines.set(outline.uid, outline);
			}
		}
		for (const uid of [...this.outlines.keys()].slice(0, -KNOWN_BY_NAME)) this.outlines.delete(uid);
	}
}

function cursorOf({ folder }: FolderView, uids: number[]): ChangesCursor {
	return { uidValidity: folder.uidValidity, modseq: null, uids: uidSet(uids) };
}
