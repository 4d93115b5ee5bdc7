import { addFlag } from '../../../mail/imap/flag';
import { closeImapPools, withConnection } from '../../../mail/imap/pool';
import { parseHandle } from '../../../mail/message/handle';
import { accountFor, users } from '../../support/account';
import { eml } from '../../support/eml';
import { cutAt } from '../../support/imapFaults';
import { imapAccount } from '../../support/imapAccount';
import { startImapProxy } from '../../support/imapProxy';
import { flagsOfLast, putOriginal } from '../../support/original';
import { type Script, startScriptedServer } from '../../support/scriptedServer';
import { describeServers, type TestServer } from '../../support/servers';

afterEach(closeImapPools);

describeServers('a flag on a message', (start) => {
	let server: TestServer;

	beforeAll(async () => {
		server = await start({ users, withoutSmtp: true });
	});

	afterAll(() => server?.close());

	const handleOf = (id: string) => parseHandle(id)!;

	it.each(['\\Answered', '$Forwarded'])('is set: %s', async (flag) => {
		const id = await putOriginal(server, eml());
		expect(await addFlag(accountFor(server), handleOf(id), flag)).toBeUndefined();
		expect(await flagsOfLast(server)).toContain(flag);
		expect(await addFlag(accountFor(server), handleOf(id), flag)).toBeUndefined();
	});

	it('is set on another connection, where the pooled one had died', async () => {
		const id = await putOriginal(server, eml());
		const proxy = await startImapProxy({
			target: server.ports.imap,
			rules: (nth) => (nth === 1 ? cutAt('UID STORE', 2) : {}),
		});
		const account = accountFor(server, { imapPort: proxy.port, imapTls: 'none' });
		expect(await addFlag(account, handleOf(id), '$First')).toBeUndefined();
		expect(await addFlag(account, handleOf(id), '$Second')).toBeUndefined();
		expect(proxy.accepted()).toBe(2);
		await closeImapPools();
		await proxy.close();
	});

	it('cannot be set on a message that is gone, nor in a folder that was rebuilt', async () => {
		const id = await putOriginal(server, eml());
		await withConnection(accountFor(server), 'folder', async (connection) => {
			await connection.mailboxOpen('INBOX');
			await connection.messageDelete(String(handleOf(id).uid), { uid: true });
		});
		const gone = await addFlag(accountFor(server), handleOf(id), '\\Answered');
		expect(gone).toMatch(/could not be set on .*There is no message .* any more/);
		const stale = { ...handleOf(id), uidValidity: '1' };
		expect(await addFlag(accountFor(server), stale, '\\Answered')).toMatch(/STALE_HANDLE/);
	});
});

/** An IMAP server with one message, which keeps \Answered alone, or nothing at all. */
const keeping =
	(permanent: string, mode: 'READ-WRITE' | 'READ-ONLY'): Script =>
	async (peer) => {
		peer.send('* OK IMAP4rev1 ready\r\n');
		const flags = new Set<string>();
		for (;;) {
			const line = await peer.line();
			const [tag, ...rest] = line.split(' ');
			const command = rest.join(' ').toUpperCase();
			let answer = 'OK Done';
			if (command === 'CAPABILITY') peer.send('* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR\r\n');
			if (command.startsWith('SELECT')) {
				peer.send('* 1 EXISTS\r\n* OK [UIDVALIDITY 7] .\r\n* FLAGS (\\Answered)\r\n');
				peer.send(`* OK [PERMANENTFLAGS (${permanent})] .\r\n`);
				answer = `OK [${mode}] Done`;
			}
			if (command.startsWith('UID STORE')) {
				if (mode === 'READ-ONLY') answer = 'NO Read-only';
				else flags.add('\\Answered');
			}
			if (command.startsWith('UID FETCH')) {
				peer.send(`* 1 FETCH (UID 1 FLAGS (${[...flags].join(' ')}))\r\n`);
			}
			peer.send(`${tag} ${answer}\r\n`);
		}
	};

describe('a server that does not keep a flag', () => {
	const handle = { uid: 1, uidValidity: '7', folder: 'INBOX' };

	it.each([
		['\\Answered', 'READ-WRITE', '\\Answered', undefined],
		[
			'\\Answered',
			'READ-WRITE',
			'$Forwarded',
			'The server does not keep the flag $Forwarded on 1.7.INBOX.',
		],
		[
			'\\Answered',
			'READ-ONLY',
			'\\Answered',
			'The server does not keep the flag \\Answered on 1.7.INBOX.',
		],
	] as const)('permits %s and is %s: %s', async (permanent, mode, flag, expected) => {
		const server = await startScriptedServer(keeping(permanent, mode));
		expect(await addFlag(imapAccount(server.port, 'none'), handle, flag)).toBe(expected);
		await closeImapPools();
		await server.close();
	});

	it('or cannot be reached is no failure', async () => {
		const server = await startScriptedServer(async (peer) => peer.drop());
		const problem = await addFlag(imapAccount(server.port, 'none'), handle, '\\Answered');
		expect(problem).toMatch(/could not be set on 1\.7\.INBOX: .*CONNECTION_LOST/);
		await closeImapPools();
		await server.close();
	});
});
