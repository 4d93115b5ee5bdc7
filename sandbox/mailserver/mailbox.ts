import hoodiecrow, {
	type Folder,
	type FolderSeed,
	type ImapServer,
	type Storage,
} from 'hoodiecrow-imap';
import { encode } from 'iconv-lite';
import { join } from 'node:path';
import { pluginsWithout } from './capabilities';
import { MailStore } from './mailStore';
import { repair } from './repairs';

export interface MailboxOptions {
	address: string;
	dir?: string;
	withoutCapabilities?: string[];
	specialFolders?: Record<string, string>;
}

export interface DeliverOptions {
	flags?: string[];
	/** INTERNALDATE; default now. */
	date?: Date;
	/** Default INBOX. */
	folder?: string;
}

export interface StoredMessage {
	uid: number;
	raw: Buffer;
	flags: string[];
}

const usualFolders = {
	Drafts: '\\Drafts',
	Sent: '\\Sent',
	Junk: '\\Junk',
	Trash: '\\Trash',
	Archive: '\\Archive',
};

const SAVE_DELAY_MS = 150;

/**
 * One account's folders and messages. Its hoodiecrow server never listens: the IMAP front door
 * hands signed-in connections over to it.
 */
export class Mailbox {
	readonly imap: ImapServer;
	private readonly store?: MailStore;
	private saveTimer?: NodeJS.Timeout;

	constructor({
		address,
		dir,
		withoutCapabilities,
		specialFolders = usualFolders,
	}: MailboxOptions) {
		if (dir) this.store = new MailStore(join(dir, address));
		const stored = this.store?.load();
		this.imap = hoodiecrow({
			plugins: pluginsWithout(withoutCapabilities),
			users: {},
			storage: stored ?? emptyStorage(specialFolders),
		});
		this.imap.setMaxListeners(0);
		repair(this.imap);
		this.onChange(() => this.saveSoon());
		if (!stored) this.saveSoon();
	}

	/**
	 * Appends a message and tells the sessions that have the folder selected. A Buffer is kept byte
	 * for byte; in a string, bare line feeds become CRLF.
	 */
	deliver(
		raw: Buffer | string,
		{ flags = [], date = new Date(), folder }: DeliverOptions = {},
	): void {
		const bytes = typeof raw === 'string' ? Buffer.from(raw.replace(/\r?\n/g, '\r\n')) : raw;
		this.imap.appendMessage(this.folder(folder), [...flags], date, bytes.toString('latin1'));
	}

	/** The messages of a folder, oldest first. */
	messages(folder?: string): StoredMessage[] {
		return this.folder(folder).messages.map(({ uid, raw, flags }) => ({
			uid,
			raw: Buffer.from(raw, 'latin1'),
			flags: [...flags],
		}));
	}

	/** Writes what is not yet on disk. */
	save(): void {
		if (!this.saveTimer) return;
		clearTimeout(this.saveTimer);
		this.saveTimer = undefined;
		this.store?.save(this.imap.storage);
	}

	private folder(name = 'INBOX'): Folder {
		const folder = this.imap.getMailbox(encodeFolderName(name));
		if (!folder) throw new Error(`No such folder: ${name}`);
		return folder;
	}

	/** New and expunged messages go through `notify`; flags and folders change by commands. */
	private onChange(changed: () => void): void {
		this.imap.on('notify', changed);
		this.imap.outputHandlers.push((_connection, response, description) => {
			const changing = /^(CREATE|DELETE|RENAME|SUBSCRIBE|UNSUBSCRIBE|(UID )?STORE COMPLETE)$/;
			if (response.command === 'OK' && changing.test(description)) changed();
		});
	}

	private saveSoon(): void {
		if (this.store) this.saveTimer ??= setTimeout(() => this.save(), SAVE_DELAY_MS);
	}
}

function emptyStorage(specialFolders: Record<string, string>): Storage {
	const folders: Record<string, FolderSeed> = {};
	for (const [name, use] of Object.entries(specialFolders)) {
		folders[encodeFolderName(name)] = use ? { 'special-use': use } : {};
	}
	return { INBOX: {}, '': { separator: '/', folders } };
}

/** Folder names are modified UTF-7 on the wire (RFC 3501 §5.1.3), and hoodiecrow keeps them so. */
function encodeFolderName(name: string): string {
	return encode(name, 'utf-7-imap').toString('latin1');
}
