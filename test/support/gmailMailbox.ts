import type { Peer, Script } from './scriptedServer';

/** A message of Gmail, which has labels; each folder shows those with one. */
interface GmailMessage {
	id: number;
	labels: Set<string>;
	flags: Set<string>;
}

/** Folders by the label that they show; All Mail shows what is neither trash nor spam. */
const folderLabels: Record<string, string> = {
	INBOX: '\\Inbox',
	Kunden: 'Kunden',
	'[Gmail]/Alle': '',
	'[Gmail]/Spam': '\\Spam',
	'[Gmail]/Papierkorb': '\\Trash',
};

const listed = [
	'(\\HasNoChildren) "/" "INBOX"',
	'(\\HasNoChildren) "/" "Kunden"',
	'(\\HasChildren \\Noselect) "/" "[Gmail]"',
	'(\\All \\HasNoChildren) "/" "[Gmail]/Alle"',
	'(\\Junk \\HasNoChildren) "/" "[Gmail]/Spam"',
	'(\\Trash \\HasNoChildren) "/" "[Gmail]/Papierkorb"',
];

/** UIDs are the message's number, and 1,000 more in each further folder. */
const offsetOf = (folder: string) => Object.keys(folderLabels).indexOf(folder) * 1_000;

/** A Gmail mailbox in German whose messages have labels, as far as organizing them needs it. */
export class GmailMailbox {
	messages: GmailMessage[];
	/** Whether a move is answered with where the messages are now. */
	saysCopyUid = true;
	/** What was sent after the sign-in, without tags. */
	readonly commands: string[] = [];

	/** @param labels of each message */
	constructor(labels: string[][]) {
		this.messages = labels.map((names, at) => ({
			id: at + 1,
			labels: new Set(names),
			flags: new Set<string>(),
		}));
	}

	readonly script: Script = async (peer) => {
		peer.send('* OK Gimap ready\r\n');
		let folder = '';
		for (;;) {
			const [tag = '', ...rest] = (await peer.line()).split(' ');
			const command = rest.join(' ');
			const name = command.replace(/^(UID )?(\w+).*/, '$1$2');
			if (name.startsWith('UID')) this.commands.push(command);
			const argument = /"([^"]*)"|(\S+)$/.exec(command.replace(/ \(.*$/, ''));
			if (name === 'SELECT' || name === 'EXAMINE') folder = argument?.[1] ?? argument?.[2] ?? '';
			peer.send(`${tag} ${this.answer(peer, name, command, folder)}\r\n`);
		}
	};

	private answer(peer: Peer, name: string, command: string, folder: string): string {
		if (name === 'CAPABILITY') {
			const all = 'IMAP4rev1 AUTH=PLAIN SASL-IR SPECIAL-USE X-GM-EXT-1 MOVE UIDPLUS';
			peer.send(`* CAPABILITY ${all}\r\n`);
		}
		if (name === 'LIST' && !command.endsWith('""')) {
			for (const line of listed) peer.send(`* LIST ${line}\r\n`);
		}
		if (name === 'STATUS') {
			const asked = Object.keys(folderLabels).find((one) => command.includes(one));
			if (asked === undefined) return 'NO [NONEXISTENT] Unknown Mailbox';
			peer.send(`* STATUS "${asked}" (UIDNEXT 9000 UIDVALIDITY 7)\r\n`);
		}
		if (name === 'SELECT' || name === 'EXAMINE') {
			peer.send(`* ${this.shownIn(folder).length} EXISTS\r\n* OK [UIDVALIDITY 7] .\r\n`);
			peer.send('* FLAGS (\\Seen)\r\n* OK [PERMANENTFLAGS (\\Seen \\Deleted \\*)] .\r\n');
			return `OK [${name === 'SELECT' ? 'READ-WRITE' : 'READ-ONLY'}] Done`;
		}
		if (name === 'UID FETCH') this.fetch(peer, command, folder);
		if (name === 'UID STORE') this.store(command, folder);
		if (name === 'UID EXPUNGE') this.expunge(command, folder);
		if (name === 'UID MOVE') return this.move(command, folder);
		return 'OK Success';
	}

	private shownIn(folder: string): GmailMessage[] {
		const label = folderLabels[folder];
		const isHidden = ({ labels }: GmailMessage) => labels.has('\\Trash') || labels.has('\\Spam');
		return this.messages.filter((message) =>
			label === '' ? !isHidden(message) : label !== undefined && message.labels.has(label),
		);
	}

	private meant(command: string, folder: string): GmailMessage[] {
		const ranges = (command.split(' ')[2] ?? '')
			.split(',')
			.map((range) => range.split(':').map(Number));
		return this.shownIn(folder).filter(({ id }) =>
			ranges.some(([first = 0, last = first]) => {
				const uid = id + offsetOf(folder);
				return uid >= first && uid <= last;
			}),
		);
	}

	private fetch(peer: Peer, command: string, folder: string): void {
		for (const { id, labels, flags } of this.meant(command, folder)) {
			const named = [...labels]
				.filter((label) => label !== folderLabels[folder])
				.map((label) => (label.startsWith('\\') ? `"\\${label}"` : `"${label}"`));
			const header = `Message-ID: <${id}@example.test>\r\n\r\n`;
			peer.send(
				`* ${id} FETCH (UID ${id + offsetOf(folder)} FLAGS (${[...flags].join(' ')}) X-GM-LABELS (${named.join(' ')}) RFC822.SIZE 100 INTERNALDATE "20-Nov-2026 10:00:00 +0000" BODY[HEADER.FIELDS (MESSAGE-ID)] {${header.length}}\r\n${header})\r\n`,
			);
		}
	}

	private store(command: string, folder: string): void {
		const [, sign, item, list = ''] = / ([+-])(\S+) \((.*)\)$/.exec(command) ?? [];
		const names = [...list.matchAll(/"([^"]*)"|(\S+)/g)].map(
			([, quoted, atom]) => quoted ?? atom ?? '',
		);
		for (const { labels, flags } of this.meant(command, folder)) {
			const set = item === 'X-GM-LABELS' ? labels : flags;
			for (const name of names) {
				if (sign === '+') set.add(name);
				else set.delete(name);
			}
		}
	}

	/** In the trash and in the spam for good; elsewhere it takes the label away. */
	private expunge(command: string, folder: string): void {
		for (const message of this.meant(command, folder)) {
			if (!message.flags.has('\\Deleted')) continue;
			if (/Papierkorb|Spam/.test(folder)) {
				this.messages = this.messages.filter((one) => one !== message);
			} else message.labels.delete(folderLabels[folder] ?? '');
		}
	}

	private move(command: string, folder: string): string {
		const to =
			Object.keys(folderLabels).find(
				(one) => command.includes(`"${one}"`) || command.endsWith(one),
			) ?? '';
		const moved = this.meant(command, folder);
		for (const { labels } of moved) {
			labels.delete(folderLabels[folder] ?? '');
			if (folderLabels[to]) labels.add(folderLabels[to] ?? '');
		}
		const uids = (at: string) => moved.map(({ id }) => id + offsetOf(at)).join(',');
		if (!this.saysCopyUid) return 'OK Done';
		return `OK [COPYUID 7 ${uids(folder)} ${uids(to)}] Done`;
	}
}
