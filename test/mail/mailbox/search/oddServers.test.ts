import { type Connection, connect, disconnect } from '../../../../mail/imap/connection';
import { envelopes } from '../../../../mail/mailbox/envelopes';
import { search, type SearchQuery } from '../../../../mail/mailbox/search/search';
import { failureOf } from '../../../support/failure';
import { imapAccount } from '../../../support/imapAccount';
import { imapCommands } from '../../../support/imapCommands';
import { type Script, startScriptedServer } from '../../../support/scriptedServer';

interface Played {
	capabilities?: string;
	/** What LIST answers. */
	folders?: string[];
	/** Messages of every folder, with UIDs from 1 on. */
	exists?: number;
	/** What is said to a search, without the tag, such as `NO Not now`; undefined: all that is asked for. */
	searched?: (search: string) => string | undefined;
	/** Folders that it does not open. */
	closed?: string[];
}

/** A server whose messages all came at the same time, and hold "needle" where the UID divides by 100. */
const playing =
	({
		capabilities = '',
		folders = ['() "/" INBOX'],
		exists = 0,
		searched = () => undefined,
		closed = [],
	}: Played): Script =>
	async (peer) => {
		peer.send('* OK IMAP4rev1 ready\r\n');
		for (;;) {
			const [tag = '', ...words] = (await peer.line()).split(' ');
			const command = words.join(' ');
			let result = 'OK Done';
			if (command === 'CAPABILITY') {
				peer.send(`* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR SPECIAL-USE ${capabilities}\r\n`);
			} else if (command.startsWith('LIST') && !command.startsWith('LIST "" ""')) {
				for (const folder of folders) peer.send(`* LIST ${folder}\r\n`);
			} else if (command.startsWith('STATUS')) {
				peer.send(`* STATUS ${words[1]} (UIDNEXT ${exists + 1})\r\n`);
			} else if (command.startsWith('EXAMINE')) {
				if (closed.some((name) => command.includes(name))) result = 'NO Not today';
				else {
					peer.send(`* ${exists} EXISTS\r\n* OK [UIDVALIDITY 7] .\r\n`);
					peer.send(`* OK [UIDNEXT ${exists + 1}] .\r\n`);
				}
			} else if (command.startsWith('UID SEARCH')) {
				const answer = searched(command);
				if (answer?.startsWith('OK ')) peer.send(`* SEARCH ${answer.slice(3)}\r\n`);
				else if (answer !== undefined) result = answer;
				else peer.send(`* SEARCH ${asked(command, exists).join(' ')}\r\n`);
			} else if (command.startsWith('UID FETCH')) {
				for (const uid of numbers(words[2] ?? '')) peer.send(fetched(uid, command));
			} else if (command.startsWith('FETCH')) {
				for (const uid of numbers(words[1] ?? '')) peer.send(fetched(uid, command));
			}
			peer.send(`${tag} ${result}\r\n`);
		}
	};

function asked(command: string, exists: number): number[] {
	const sets = [...command.matchAll(/(\d+:\d+)/g)].map(([set]) => new Set(numbers(set)));
	const all = Array.from({ length: exists }, (_none, at) => at + 1);
	return all.filter((uid) => sets.every((set) => set.has(uid)));
}

function numbers(set: string): number[] {
	return set.split(',').flatMap((range) => {
		const [first = 0, last = first] = range.split(':').map(Number);
		return Array.from({ length: last - first + 1 }, (_none, at) => first + at);
	});
}

function fetched(uid: number, command: string): string {
	const body = `Subject: m${uid}\r\n\r\n${uid % 100 === 0 ? 'needle' : 'hay'}\r\n`;
	const header = `Subject: m${uid}\r\n\r\n`;
	const literal = (text: string) => `{${text.length}}\r\n${text}`;
	const items = [
		`UID ${uid} FLAGS () RFC822.SIZE ${body.length}`,
		'INTERNALDATE "05-Mar-2026 10:00:00 +0000"',
		...(command.includes('BODY.PEEK[]') ? [`BODY[]<0> ${literal(body)}`] : []),
		...(command.includes('BODY.PEEK[HEADER]') ? [`BODY[HEADER] ${literal(header)}`] : []),
		...(command.includes('BODYSTRUCTURE')
			? ['BODYSTRUCTURE ("text" "plain" NIL NIL NIL "7bit" 6 1)']
			: []),
	];
	return `* ${uid} FETCH (${items.join(' ')})\r\n`;
}

describe('a search on a server', () => {
	const connected = async <T>(
		played: Played,
		use: (connection: Connection, commands: () => string[]) => Promise<T>,
	): Promise<T> => {
		const server = await startScriptedServer(playing(played));
		const account = imapAccount(server.port, 'none');
		const connection = await connect(account, { deadlineMs: 20_000, socketTimeoutMs: 60_000 });
		const commands = () =>
			imapCommands(server.received()).map((command) => command.split(' ').slice(1).join(' '));
		try {
			return await use(connection, commands);
		} finally {
			await disconnect(connection);
			await server.close();
		}
	};
	const inbox: SearchQuery = { folders: ['INBOX'], filter: {}, limit: 5 };
	const uidsOf = (handles: { uid: number }[]) => handles.map(({ uid }) => uid);

	it('that refuses to search texts looks into 1,000 messages, says so, and goes on', async () => {
		const searched = (command: string) => (/ (TEXT|BODY) /.test(command) ? 'NO No' : undefined);
		await connected({ exists: 1_150, searched }, async (connection) => {
			const query = { ...inbox, filter: { body: 'NEEDLE' }, limit: 50 };
			const first = await search(connection, query);
			expect(uidsOf(first.handles)).toEqual([1100, 1000, 900, 800, 700, 600, 500, 400, 300, 200]);
			expect(first.notes).toEqual([
				'The server does not search by Body, so messages were looked at one by one: the newest 1000 in "INBOX", not the 150 older ones. The next page, or the filter Received Before, goes on with the older ones.',
			]);
			const second = await search(connection, { ...query, page: first.nextPage });
			expect(second).toEqual({ handles: [expect.objectContaining({ uid: 100 })], notes: [] });
		});
	});

	it('that refuses a text stops looking where the page is full', async () => {
		const searched = (command: string) => (/ TEXT /.test(command) ? 'NO No' : undefined);
		await connected({ exists: 350, searched }, async (connection) => {
			const query = { ...inbox, filter: { text: 'needle' }, limit: 1 };
			const { handles, notes, nextPage } = await search(connection, query);
			expect([uidsOf(handles), notes]).toEqual([[300], []]);
			const next = await search(connection, { ...query, page: nextPage });
			expect(uidsOf(next.handles)).toEqual([200]);
		});
	});

	it('narrows by what it does search before it looks', async () => {
		const searched = (command: string) => {
			if (command.includes(' TEXT ')) return 'NO No';
			return command.includes('FLAGGED') ? 'OK 3 100 200 201' : undefined;
		};
		await connected({ exists: 300, searched }, async (connection, commands) => {
			const filter = { text: 'needle', flagged: true };
			const { handles, nextPage } = await search(connection, { ...inbox, filter });
			expect([uidsOf(handles), nextPage]).toEqual([[200, 100], undefined]);
			expect(commands().filter((command) => /BODY.PEEK\[\]/.test(command))).toEqual([
				expect.stringMatching(/^UID FETCH 3,100,200:201 /),
			]);
		});
	});

	it('that searches by nothing is read by numbers', async () => {
		await connected({ exists: 12, searched: () => 'NO No' }, async (connection) => {
			const first = await search(connection, inbox);
			expect(uidsOf(first.handles)).toEqual([12, 11, 10, 9, 8]);
			const failure = await failureOf(search(connection, { ...inbox, page: first.nextPage }));
			expect(failure).toMatchObject({ code: 'SERVER_REJECTED' });
		});
	});

	it('asks no more than a page of it takes', async () => {
		await connected({ exists: 50_000 }, async (connection, commands) => {
			const { handles, nextPage } = await search(connection, inbox);
			await envelopes(connection, handles);
			const taken = commands().filter((command) => /^(UID|FETCH|EXAMINE)/.test(command));
			expect(taken.slice(0, 3)).toEqual([
				'EXAMINE INBOX',
				'UID SEARCH 49996:50000',
				expect.stringMatching(/^UID FETCH 49996:50000 /),
			]);
			const filter = { from: 'x', seen: false };
			await search(connection, { ...inbox, filter });
			expect(commands().at(-1)).toBe('UID SEARCH FROM x UNSEEN');
			expect(nextPage).toBeDefined();
		});
	});

	const folders = [
		'() "." INBOX',
		'(\\HasChildren \\Noselect) "." INBOX.Clients',
		'() "." "INBOX.Clients.&AOQ-rger \\"AG\\""',
		'(\\Sent) "." INBOX.Sent',
		'(\\Junk) "." INBOX.Junk',
		'(\\Trash) "." INBOX.Trash',
		'(\\Drafts) "." INBOX.Drafts',
		'(\\Flagged) "." INBOX.Starred',
		'(\\NonExistent) "." INBOX.Gone',
		'() "." "INBOX.\\\\Seen"',
	];

	it('with INBOX. before all names searches what can hold kept mail', async () => {
		await connected({ folders, exists: 1 }, async (connection) => {
			const { handles } = await search(connection, { ...inbox, folders: ['*'], limit: 50 });
			expect(handles.map(({ folder }) => folder).sort()).toEqual([
				'INBOX',
				'INBOX.Clients.ärger "AG"',
				'INBOX.Sent',
				'INBOX.\\Seen',
			]);
		});
	});

	it('at Gmail searches all mail alone', async () => {
		const gmail = [
			...['() "/" INBOX', '(\\Noselect) "/" "[Gmail]"', '(\\All) "/" "[Gmail]/All Mail"'],
			...['(\\Sent) "/" "[Gmail]/Sent"', '() "/" Label'],
		];
		const played = { folders: gmail, capabilities: 'X-GM-EXT-1', exists: 2 };
		await connected(played, async (connection) => {
			const filter = { noneOf: [{ gmailQuery: 'in:chats' }] };
			const { handles } = await search(connection, { ...inbox, folders: ['*'], filter });
			expect(new Set(handles.map(({ folder }) => folder))).toEqual(new Set(['[Gmail]/All Mail']));
		});
	});

	it('that does not open a folder is searched without it, and that is said', async () => {
		const played = { folders: ['() "/" INBOX', '() "/" Locked'], exists: 1, closed: ['Locked'] };
		await connected(played, async (connection) => {
			const { handles, notes } = await search(connection, { ...inbox, folders: ['*'] });
			expect(handles.map(({ folder }) => folder)).toEqual(['INBOX']);
			expect(notes).toEqual(['The server does not open "Locked", so it was not searched.']);
			await expect(search(connection, { ...inbox, folders: ['Locked'] })).rejects.toThrow();
		});
	});

	it('with very many folders is searched in 200 of them, and that is said', async () => {
		const many = Array.from({ length: 250 }, (_none, at) => `() "/" F${1000 + at}`);
		await connected({ folders: ['() "/" INBOX', ...many] }, async (connection) => {
			const { notes } = await search(connection, { ...inbox, folders: ['*'] });
			expect(notes).toEqual([
				'There are 251 folders, of which 200 were searched; not searched were "F1199", "F1200", "F1201" and the like.',
			]);
		});
	});
});
