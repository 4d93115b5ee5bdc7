import type { Cursor, StartFrom } from './cursor';
import type { FolderView } from './folderView';
import { openingCursor } from './openingCursor';
import { Position } from './position';
import { Reading, type ReadingOptions } from './reading';
import type { ClosableReader } from './watch';

export interface ArrivalsOptions extends ReadingOptions {
	startFrom: StartFrom;
	/** Where an earlier process came to. */
	cursor: Cursor | undefined;
	/** Told of the cursor whenever it moves; it is made when it is asked for. */
	onCursor: (cursor: () => Cursor) => void;
	/** Told that UIDVALIDITY changed, and what was made of it. */
	onRebuilt: (text: string) => void;
}

/** Reads the new messages of a folder, over one connection after another, from where it last was. */
export class Arrivals implements ClosableReader {
	private current: { position: Position; reading: Reading } | undefined;

	constructor(private readonly options: ArrivalsOptions) {}

	close(): void {
		this.current?.reading.close();
	}

	async opened(view: FolderView): Promise<void> {
		const before = this.current?.position.cursor ?? this.options.cursor;
		if (this.current && before?.uidValidity === view.folder.uidValidity) {
			this.current.reading.reopened();
			return;
		}
		const { cursor, rebuilt } = await openingCursor(view, before, this.options.startFrom);
		this.current?.reading.close();
		const position = new Position(cursor, this.options.onCursor);
		this.options.onCursor(() => position.cursor);
		this.current = { position, reading: new Reading(position, this.options) };
		if (rebuilt) this.options.onRebuilt(rebuilt);
	}

	async read(view: FolderView): Promise<boolean> {
		return this.current ? this.current.reading.read(view) : false;
	}
}
