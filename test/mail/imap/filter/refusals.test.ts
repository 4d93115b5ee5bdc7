import { connect, disconnect } from '../../../../mail/imap/connection';
import type { Filter } from '../../../../mail/imap/filter/filter';
import { matching } from '../../../../mail/imap/filter/matching';
import { failureOf } from '../../../support/failure';
import { imapAccount } from '../../../support/imapAccount';
import { imapCommands } from '../../../support/imapCommands';
import { type Script, startScriptedServer } from '../../../support/scriptedServer';

const header = 'Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\n\r\n';

/**
 * A server with three messages, the second of which is greeted with "Grüße".
 *
 * @param answer what it says to a search, without the tag; 'cut' for a connection that ends there
 */
const searching =
	(answer: (search: string) => string, capabilities = ''): Script =>
	async (peer) => {
		peer.send('* OK IMAP4rev1 ready\r\n');
		for (;;) {
			const line = await peer.line();
			const [tag, ...rest] = line.split(' ');
			const command = rest.join(' ');
			let result = 'OK Done';
			if (command === 'CAPABILITY') {
				peer.send(`* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR ${capabilities}\r\n`);
			}
			if (command.startsWith('EXAMINE')) peer.send('* 3 EXISTS\r\n* OK [UIDVALIDITY 7] .\r\n');
			if (command.startsWith('UID SEARCH')) {
				result = answer(command);
				if (result === 'cut') {
					peer.drop();
					return;
				}
				if (result.startsWith('OK')) peer.send(`* SEARCH ${result.slice(3)}\r\n`);
			}
			if (command.startsWith('UID FETCH')) {
				for (const uid of [1, 2, 3]) {
					const text = uid === 2 ? header : '\r\n';
					peer.send(
						`* ${uid} FETCH (UID ${uid} BODY[HEADER.FIELDS (SUBJECT)] {${text.length}}\r\n${text})\r\n`,
					);
				}
			}
			peer.send(`${tag} ${result}\r\n`);
		}
	};

/** What fits of its messages, and which commands that took. */
async function asked(script: Script, filter: Filter) {
	const server = await startScriptedServer(script);
	const account = imapAccount(server.port, 'none');
	const connection = await connect(account, { deadlineMs: 20_000, socketTimeoutMs: 60_000 });
	try {
		await connection.mailboxOpen('INBOX', { readOnly: true });
		const uids = await matching(connection, [1, 2, 3], filter);
		const commands = imapCommands(server.received())
			.map((command) => command.split(' ').slice(1).join(' '))
			.filter((command) => command.startsWith('UID'));
		return { uids, commands };
	} finally {
		await disconnect(connection);
		await server.close();
	}
}

const eightBit = /[^\x20-\x7e]/;

describe('a filter whose search is refused', () => {
	const refusal = 'NO [BADCHARSET (US-ASCII)] No UTF-8';

	it.each([refusal, 'BAD 8-bit data in a quoted string'])(
		'with %s is applied by looking, the rest of it on the server',
		async (refusal) => {
			const script = searching((search) => (eightBit.test(search) ? refusal : 'OK 2 3'));
			const { uids, commands } = await asked(script, { subject: 'grüße', seen: false });
			expect(uids).toEqual([2]);
			const charset = Buffer.from('CHARSET UTF-8 SUBJECT "grüße"').toString('latin1');
			expect(commands).toEqual([
				`UID SEARCH ${charset} UNSEEN UID 1:3`,
				`UID SEARCH ${charset} UID 1:3`,
				'UID SEARCH UNSEEN UID 1:3',
				expect.stringMatching(/^UID FETCH 2:3 /),
			]);
		},
	);

	it('is applied by looking where the server searches by nothing', async () => {
		const script = searching(() => 'NO I do not search');
		expect((await asked(script, { subject: 'grüße' })).uids).toEqual([2]);
	});

	it('is looked for alone where it is in a group', async () => {
		const script = searching((search) => (eightBit.test(search) ? refusal : 'OK 1 2'));
		const { uids, commands } = await asked(script, {
			anyOf: [{ subject: 'grüße' }, { from: 'bob', flagged: true }],
		});
		expect(uids).toEqual([1, 2]);
		const subject = Buffer.from('SUBJECT "grüße"').toString('latin1');
		expect(commands).toEqual([
			`UID SEARCH CHARSET UTF-8 UID 1:3 OR ${subject} (FROM bob FLAGGED)`,
			`UID SEARCH CHARSET UTF-8 ${subject} UID 1:3`,
			expect.stringMatching(/^UID FETCH 1:3 /),
			'UID SEARCH FROM bob FLAGGED UID 1,3',
		]);
	});

	it('is an error where only the server knows', async () => {
		const script = searching(() => 'NO Not now', 'X-GM-EXT-1');
		const failure = await failureOf(asked(script, { gmailQuery: 'has:drive' }));
		expect(failure).toMatchObject({
			code: 'SERVER_REJECTED',
			what: expect.stringMatching(/Gmail/),
		});
	});

	it('is an error where the connection ends with it', async () => {
		const failure = await failureOf(
			asked(
				searching(() => 'cut'),
				{ subject: 'x', text: 'y' },
			),
		);
		expect(failure).toMatchObject({ code: 'CONNECTION_LOST', transient: true });
	});
});

describe('a filter', () => {
	it('may be a query of Gmail there', async () => {
		const script = searching(() => 'OK 3', 'X-GM-EXT-1');
		const { uids, commands } = await asked(script, { gmailQuery: 'has:drive "a b"', to: 'x@y' });
		expect(uids).toEqual([3]);
		expect(commands).toEqual([
			String.raw`UID SEARCH X-GM-RAW "has:drive \"a b\"" UID 1:3 OR OR TO x@y CC x@y BCC x@y`,
		]);
	});

	it.each<[Filter, string]>([
		[{ anyOf: [{ from: 'x' }] }, 'FROM x'],
		[{ anyOf: [{ from: 'x' }, { from: 'y' }, { cc: 'z' }] }, 'OR OR FROM x FROM y CC z'],
		[{ anyOf: [{ from: 'x', seen: true }, { body: 'y' }] }, 'OR (FROM x SEEN) BODY y'],
		[{ noneOf: [{ from: 'x' }, { bcc: 'y' }] }, 'NOT FROM x NOT BCC y'],
		[{ noneOf: [{ from: 'x', seen: false, answered: true }] }, 'NOT (FROM x UNSEEN ANSWERED)'],
		[{ noneOf: [{ to: 'x' }] }, 'NOT OR OR TO x CC x BCC x'],
		[{ noneOf: [{ noneOf: [{ keyword: '$A' }] }] }, 'NOT NOT KEYWORD $A'],
		[
			{
				headers: [
					{ name: 'X-A', value: '' },
					{ name: 'X-B', value: 'b c' },
				],
			},
			'HEADER X-A "" HEADER X-B "b c"',
		],
		[
			{ to: 'x', subject: 's', anyOf: [{ from: 'y' }, { from: 'z' }], noneOf: [{ flagged: true }] },
			'SUBJECT s NOT NOT OR FROM y FROM z NOT FLAGGED OR OR TO x CC x BCC x',
		],
		[
			{ anyOf: [{ noneOf: [{ to: 'x' }, { cc: 'y' }] }, { noneOf: [{ from: 'z' }] }] },
			'OR (NOT OR OR TO x CC x BCC x NOT CC y) NOT FROM z',
		],
	])('goes over the wire as it is meant: %j', async (filter, search) => {
		const { commands } = await asked(
			searching(() => 'OK 2'),
			filter,
		);
		expect(
			commands.map((command) =>
				command
					.replace(/^UID SEARCH /, '')
					.replace(/ ?UID 1:3 ?/, (found) =>
						found.startsWith(' ') && found.endsWith(' ') ? ' ' : '',
					),
			),
		).toEqual([search]);
	});

	it('asks for no more than is meant where it is turned around', async () => {
		const script = searching(() => 'OK 1');
		const { commands } = await asked(script, { noneOf: [{ since: new Date('2026-03-05') }] });
		expect(commands).toEqual([
			'UID SEARCH SINCE 04-Mar-2026 UID 1:3',
			expect.stringMatching(/^UID FETCH 1 .*INTERNALDATE/),
		]);
	});

	it('holds for what was asked for, whatever else the server answers', async () => {
		const script = searching(() => 'OK 3 9 1');
		expect((await asked(script, { from: 'x' })).uids).toEqual([1, 3]);
	});

	it('asks nothing where nothing is wanted', async () => {
		const script = searching(() => 'OK');
		expect(await asked(script, {})).toEqual({ uids: [1, 2, 3], commands: [] });
	});
});
