import { type Afterwards, applyAfterwards } from '../../../mail/imap/afterwards';
import { closeImapPools } from '../../../mail/imap/pool';
import { imapAccount } from '../../support/imapAccount';
import { type Script, startScriptedServer } from '../../support/scriptedServer';

interface Refusing {
	/** PERMANENTFLAGS. */
	permanent?: string;
	mode?: 'READ-WRITE' | 'READ-ONLY';
	/** The answer to a MOVE. */
	move?: string;
	/** Goes before the first MOVE, which is refused for that (RFC 2180 §4.4.2). */
	goes?: number;
	/** Cuts each connection, or the first one alone, in place of the answer to this command. */
	cutAt?: string;
	cuts?: number;
}

/** A server with the messages 1 and 2, which can move them to Archive. */
function refusing({ permanent = '\\*', mode = 'READ-WRITE', ...options }: Refusing): Script {
	let { cuts = Infinity } = options;
	const flags = new Set<string>();
	const uids = new Set([1, 2]);
	return async (peer) => {
		peer.send('* OK IMAP4rev1 ready\r\n');
		for (;;) {
			const [tag, ...rest] = (await peer.line()).split(' ');
			const command = rest.join(' ');
			if (options.cutAt !== undefined && command.startsWith(options.cutAt) && cuts-- > 0) {
				peer.drop();
				return;
			}
			let answer = 'OK Done';
			if (command === 'CAPABILITY') peer.send('* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR MOVE\r\n');
			if (command.startsWith('SELECT')) {
				peer.send(`* 2 EXISTS\r\n* OK [UIDVALIDITY 7] .\r\n* FLAGS (\\Seen)\r\n`);
				peer.send(`* OK [PERMANENTFLAGS (${permanent})] .\r\n`);
				answer = `OK [${mode}] Done`;
			}
			if (/^LIST .*\*/.test(command)) peer.send('* LIST (\\Archive) "/" Archive\r\n');
			if (command.startsWith('STATUS')) peer.send('* STATUS Archive (UIDNEXT 1)\r\n');
			if (command.startsWith('UID STORE')) {
				if (mode === 'READ-ONLY') answer = 'NO Read-only';
				else for (const flag of /\((.*)\)/.exec(command)?.[1]?.split(' ') ?? []) flags.add(flag);
			}
			if (command.startsWith('UID MOVE')) {
				answer = options.move ?? answer;
				if (uids.delete(options.goes ?? 0)) answer = 'NO Some messages no longer exist';
			}
			if (command.startsWith('UID FETCH')) {
				for (const uid of uids) {
					peer.send(`* ${uid} FETCH (UID ${uid} FLAGS (${[...flags].join(' ')}))\r\n`);
				}
			}
			peer.send(`${tag} ${answer}\r\n`);
		}
	};
}

const handles = [1, 2].map((uid) => ({ uid, uidValidity: '7', folder: 'INBOX' }));
const both = 'messages 1.7.INBOX, 2.7.INBOX';

async function applied(options: Refusing, actions: Afterwards) {
	const server = await startScriptedServer(refusing(options));
	try {
		return await applyAfterwards(imapAccount(server.port, 'none'), handles, actions);
	} finally {
		await closeImapPools();
		await server.close();
	}
}

describe('after an execution, it is told', () => {
	it('which flags the folder does not keep', async () => {
		const addFlags = ['\\Seen', '$One', '$Two'];
		expect(await applied({ permanent: '\\Seen $One' }, { addFlags })).toEqual([
			`The server does not keep the flag $Two on ${both}.`,
		]);
		expect(await applied({ permanent: '' }, { addFlags: ['$One'], moveTo: 'Archive' })).toEqual([
			`The server does not keep the flag $One on ${both}.`,
		]);
	});

	it('which of them could not be moved, as it was gone', async () => {
		expect(await applied({ goes: 2 }, { addFlags: [], moveTo: 'Archive' })).toEqual([
			'The folder does not hold message 2.7.INBOX any more.',
		]);
	});

	it('that the mailbox is only for reading', async () => {
		const options = { mode: 'READ-ONLY', move: 'NO Read-only' } as const;
		expect(await applied(options, { addFlags: ['\\Seen'], moveTo: '\\Archive' })).toEqual([
			`The server does not keep the flag \\Seen on ${both}.`,
			expect.stringMatching(
				/Could not move .* to "Archive": The IMAP server .* refused: "Read-only"\.$/,
			),
		]);
	});

	it('that where they are is not known, when the connection ends with the move', async () => {
		const problems = await applied({ cutAt: 'UID MOVE' }, { addFlags: [], moveTo: 'Archive' });
		expect(problems).toEqual([
			expect.stringMatching(/^It is not known whether messages 1\.7\.INBOX, .*CONNECTION_LOST/),
		]);
	});

	it('that the server goes away each time', async () => {
		const problems = await applied({ cutAt: 'UID STORE' }, { addFlags: ['\\Seen'] });
		expect(problems).toEqual([
			expect.stringMatching(/^Nothing could be done with messages 1\.7\.INBOX, .*CONNECTION_LOST/),
		]);
	});
});

it.each(['SELECT', 'UID FETCH', 'UID STORE', 'STATUS'])(
	'after an execution, a connection that ends with %s is no trouble',
	async (cutAt) => {
		const actions = { addFlags: ['\\Seen'], moveTo: 'Archive' };
		expect(await applied({ cutAt, cuts: 1 }, actions)).toEqual([]);
	},
);
