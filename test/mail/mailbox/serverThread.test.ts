import { closeImapPools } from '../../../mail/imap/pool';
import { readThread } from '../../../mail/mailbox/thread/thread';
import { eml } from '../../support/eml';
import { imapAccount } from '../../support/imapAccount';
import { type Script, startScriptedServer } from '../../support/scriptedServer';

/** Messages by folder; all of them are of one conversation. */
const source = (id: string) =>
	eml({ subject: `No prefix ${id}`, messageId: `${id}@x.test` }).replace(
		'10:00:00',
		`10:0${'abc'.indexOf(id)}:00`,
	);

interface Played {
	capabilities: string;
	/** With its special use. */
	folders: Record<string, { use: string; ids: string[] }>;
	/** What SEARCH and FETCH call the name of a conversation. */
	item: string;
	value: string;
}

/** A server that has conversations, as far as they are asked for. */
function playing({ capabilities, folders, item, value }: Played, commands: string[]): Script {
	return async (peer) => {
		peer.send('* OK ready\r\n');
		let ids: string[] = [];
		for (;;) {
			const [tag, ...rest] = (await peer.line()).split(' ');
			const command = rest.join(' ');
			const open = /^(?:SELECT|EXAMINE) "?([^"]*?)"?(?: \(|$)/.exec(command)?.[1];
			if (/^(SELECT|EXAMINE|UID)/.test(command)) commands.push(command);
			if (command === 'CAPABILITY') peer.send(`* CAPABILITY IMAP4rev1 SASL-IR ${capabilities}\r\n`);
			if (command.startsWith('LIST') && !command.startsWith('LIST "" ""')) {
				for (const [name, { use }] of Object.entries(folders)) {
					peer.send(`* LIST (${use}) "/" "${name}"\r\n`);
				}
			}
			if (open !== undefined) {
				ids = folders[open]?.ids ?? [];
				peer.send(`* ${ids.length} EXISTS\r\n* OK [UIDVALIDITY 7] .\r\n* FLAGS (\\Seen)\r\n`);
			}
			if (command.startsWith('UID SEARCH')) {
				const byThread = command.includes(`${item} ${value}`);
				const found = ids.flatMap((id, at) =>
					byThread || command.includes(`<${id}@x.test>`) ? [at + 1] : [],
				);
				peer.send(`* SEARCH ${found.join(' ')}\r\n`);
			}
			const [, wanted = ''] = /^UID FETCH (\S+)/.exec(command) ?? [];
			for (const [at, id] of ids.entries()) {
				const isWanted = wanted.split(',').some((range) => {
					const [first = 0, last = first] = range.split(':').map(Number);
					return at + 1 >= first && at + 1 <= last;
				});
				if (!isWanted) continue;
				const raw = source(id);
				const head = raw.slice(0, raw.indexOf('\r\n\r\n') + 4);
				const body = command.includes('HEADER.FIELDS')
					? `BODY[HEADER.FIELDS (MESSAGE-ID)] {${head.length}}\r\n${head}`
					: `BODY[]<0> {${raw.length}}\r\n${raw}`;
				const shown = item === 'THREADID' ? `(${value})` : value;
				peer.send(
					`* ${at + 1} FETCH (UID ${at + 1} FLAGS () RFC822.SIZE ${raw.length} INTERNALDATE "20-Nov-2026 10:0${at}:00 +0000" ${item} ${shown} ${body})\r\n`,
				);
			}
			peer.send(`${tag} OK Done\r\n`);
		}
	};
}

async function threadOf(played: Played) {
	const commands: string[] = [];
	const server = await startScriptedServer(playing(played, commands));
	try {
		const options = { limit: 50, headers: false };
		const thread = await readThread(imapAccount(server.port, 'none'), '<b@x.test>', options);
		return { thread, commands };
	} finally {
		await closeImapPools();
		await server.close();
	}
}

const gmail: Played = {
	capabilities: 'AUTH=PLAIN SPECIAL-USE X-GM-EXT-1',
	folders: {
		INBOX: { use: '\\HasNoChildren', ids: ['b'] },
		Kunden: { use: '\\HasNoChildren', ids: ['b', 'c'] },
		'[Gmail]/Alle': { use: '\\All', ids: ['a', 'b', 'c'] },
		'[Gmail]/Gesendet': { use: '\\Sent', ids: ['a'] },
	},
	item: 'X-GM-THRID',
	value: '1278455344230334865',
};

it("is the one that Gmail counts, from All Mail, with the message's own folder", async () => {
	const { thread, commands } = await threadOf(gmail);
	expect(thread).toMatchObject({ threadId: '1278455344230334865', count: 3, notes: [] });
	expect(thread.messages.map(({ message }) => message.messageId)).toEqual([
		'<a@x.test>',
		'<b@x.test>',
		'<c@x.test>',
	]);
	expect(thread.messages[1]?.copies).toEqual([
		{ id: '1.7.INBOX', folder: 'INBOX' },
		{ id: '2.7.[Gmail]/Alle', folder: '[Gmail]/Alle' },
	]);
	expect(thread.messages.every(({ guessed }) => !guessed)).toBe(true);
	expect(commands.join('\n')).not.toMatch(/Kunden|Gesendet/);
});

it('is the one that a server with OBJECTID counts, over all folders', async () => {
	const { thread } = await threadOf({
		capabilities: 'AUTH=PLAIN SPECIAL-USE OBJECTID',
		folders: {
			INBOX: { use: '\\HasNoChildren', ids: ['b'] },
			Sent: { use: '\\Sent', ids: ['a'] },
			Junk: { use: '\\Junk', ids: ['c'] },
		},
		item: 'THREADID',
		value: 'Tabc-1',
	});
	expect(thread).toMatchObject({ threadId: 'Tabc-1', count: 2 });
	expect(thread.messages.map(({ message }) => message.folder)).toEqual(['Sent', 'INBOX']);
});
