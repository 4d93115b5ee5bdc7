import type { Script } from './scriptedServer';
import { CUT } from './smtpSink';

/**
 * An IMAP server that takes any password and has an inbox and an empty Sent folder.
 *
 * @param copies its answer to a copy (APPEND) without the tag, such as `NO [OVERQUOTA] Full`, or CUT
 * for a connection that is cut within the copy
 * @param when it refuses: as it is told the size of the copy, or after having it
 */
export const sentFolderScript =
	(copies: string, when: 'before' | 'after' = 'before'): Script =>
	async (peer) => {
		peer.send('* OK IMAP4rev1 ready\r\n');
		for (;;) {
			const [tag, name = '', ...rest] = (await peer.line()).split(' ');
			const command = (name === 'UID' ? rest[0] : name)?.toUpperCase();
			if (command === 'APPEND') {
				if (copies === CUT || when === 'after') peer.send('+ Go ahead\r\n');
				if (copies === CUT) {
					await peer.line();
					peer.drop();
					return;
				}
				if (when === 'after') await peer.until('The last line\r\n\r\n');
				peer.send(`${tag} ${copies}\r\n`);
				continue;
			}
			if (command === 'CAPABILITY') {
				peer.send('* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR SPECIAL-USE\r\n');
			}
			if (command === 'LIST') {
				const folders = ['() "/" INBOX', '(\\Sent) "/" Sent'];
				const asked = rest[1] === '""' ? ['(\\Noselect) "/" ""'] : folders;
				for (const folder of asked) peer.send(`* LIST ${folder}\r\n`);
			}
			if (command === 'EXAMINE' || command === 'SELECT') {
				peer.send('* 0 EXISTS\r\n* OK [UIDVALIDITY 7] Valid\r\n* OK [UIDNEXT 1] Next\r\n');
			}
			if (command === 'SEARCH') peer.send('* SEARCH\r\n');
			peer.send(`${tag} OK Done\r\n`);
		}
	};
