import { formatHandle } from '../../message/handle';
import { uidsIn, uidSet } from '../uidSet';
import type { Change, Detector } from './changes';
import type { ChangesCursor } from './changesCursor';
import type { FolderView } from './folderView';
import type { FlagsOfMessage } from '../states';

/** Without CONDSTORE, the flags of so many of the newest messages are compared at each look. */
const COMPARED = 5_000;

/**
 * Flags that changed: by CONDSTORE (RFC 7162) where the server has it, also for what happened while
 * nobody watched; else by comparing, for as long as the process lives.
 */
export class FlagChanges implements Detector {
	readonly withMessage = true;
	/** Flags as they were last, without \Recent. */
	private readonly flags = new Map<number, Set<string>>();

	async begin(view: FolderView): Promise<ChangesCursor> {
		this.flags.clear();
		for (const { uid, flags } of await view.flags(newest(view))) this.flags.set(uid, flags);
		return this.cursorOf(view, view.folder.highestModseq, await view.uidsAbove(0));
	}

	async since(view: FolderView, cursor: ChangesCursor) {
		const known = new Set(uidsIn(cursor.uids));
		// First who is there, then the flags: of whoever comes in between these are known, too.
		const uids = await view.uidsAbove(0);
		const states = await view.flags(
			cursor.modseq === null ? newest(view) : undefined,
			cursor.modseq ?? undefined,
		);
		const changes = states.flatMap((state) => {
			const change = known.has(state.uid) ? this.change(view, state) : undefined;
			this.flags.set(state.uid, state.flags);
			return change ? [change] : [];
		});
		const all = [...new Set([...uids, ...states.map(({ uid }) => uid)])].sort((a, b) => a - b);
		const modseqs = states.flatMap(({ modseq }) => (modseq === undefined ? [] : [modseq]));
		const modseq = [...modseqs, BigInt(cursor.modseq ?? 0)].reduce((a, b) => (a > b ? a : b));
		const next = this.cursorOf(view, cursor.modseq === null ? null : modseq, all);
		return { changes, next };
	}

	private change(view: FolderView, { uid, flags, modseq }: FlagsOfMessage): Change | undefined {
		const before = this.flags.get(uid);
		// Nothing to compare with, and no count that says it changed: as after a restart.
		if (!before && modseq === undefined) return undefined;
		const added = before ? without(flags, before) : null;
		const removed = before ? without(before, flags) : null;
		if (added?.length === 0 && removed?.length === 0) return undefined;
		// Without a count of changes, the same flags may come a second time.
		const when = modseq === undefined ? Date.now() : String(modseq);
		const { uidValidity, path: folder } = view.folder;
		return {
			uid,
			key: `flags ${formatHandle({ uid, uidValidity, folder })} ${when}`,
			added,
			removed,
			flags: [...flags],
		};
	}

	private cursorOf(view: FolderView, modseq: bigint | null, uids: number[]): ChangesCursor {
		const { uidValidity } = view.folder;
		return { uidValidity, modseq: modseq === null ? null : String(modseq), uids: uidSet(uids) };
	}
}

function without(flags: Set<string>, others: Set<string>): string[] {
	return [...flags].filter((flag) => !others.has(flag));
}

function newest({ exists }: FolderView): string | undefined {
	return exists > COMPARED ? `${exists - COMPARED + 1}:*` : undefined;
}
