import type { Script } from './scriptedServer';

const folders = [
	'(\\HasNoChildren) "/" "INBOX"',
	'(\\HasNoChildren) "/" "Kunden"',
	'(\\HasChildren \\Noselect) "/" "[Gmail]"',
	'(\\All \\HasNoChildren) "/" "[Gmail]/Alle"',
	'(\\HasNoChildren \\Important) "/" "[Gmail]/Wichtig"',
	'(\\Flagged \\HasNoChildren) "/" "[Gmail]/Markiert"',
	'(\\HasNoChildren \\Sent) "/" "[Gmail]/Gesendet"',
	'(\\HasNoChildren \\Trash) "/" "[Gmail]/Papierkorb"',
];

/** A Gmail mailbox in German, with folders and nothing in them; Junk is hidden from IMAP. */
export const gmailScript: Script = async (peer) => {
	peer.send('* OK Gimap ready\r\n');
	for (;;) {
		const [tag, command = '', ...rest] = (await peer.line()).split(' ');
		const named = rest.join(' ');
		let answer = 'OK Success';
		if (command === 'CAPABILITY') {
			peer.send(
				'* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR SPECIAL-USE X-GM-EXT-1 MOVE UIDPLUS\r\n',
			);
		}
		if (command === 'LIST' && rest[1] !== '""') {
			for (const folder of folders) peer.send(`* LIST ${folder}\r\n`);
		}
		if (command === 'STATUS') {
			if (folders.some((folder) => folder.endsWith(`"${named.split(' (')[0]}"`))) {
				peer.send(`* STATUS ${named.split(' (')[0]} (UIDNEXT 1)\r\n`);
			} else answer = 'NO [NONEXISTENT] Unknown Mailbox';
		}
		peer.send(`${tag} ${answer}\r\n`);
	}
};
