import type { Account } from '../../../mail/account/settings';
import { applyAfterwards } from '../../../mail/imap/afterwards';
import { closeImapPools, withConnection } from '../../../mail/imap/pool';
import { formatHandle, type Handle } from '../../../mail/message/handle';
import { type MailServer, startMailServer } from '../../../sandbox/mailserver';
import { accountFor, alice, users } from '../../support/account';
import { startBehindRules } from '../../support/behindRules';
import { eml } from '../../support/eml';
import { imapCommands } from '../../support/imapCommands';
import { withoutCapabilities } from '../../support/imapFaults';
import { putMessages } from '../../support/original';
import { type RecordingProxy, startRecordingProxy } from '../../support/recordingProxy';
import { describeServers, type TestServer } from '../../support/servers';

/** Puts messages with these subjects into a folder. */
const put = (server: TestServer, subjects: string[], folder = 'INBOX') =>
	putMessages(
		server,
		subjects.map((subject) => eml({ subject })),
		folder,
	);

type Stored = Awaited<ReturnType<TestServer['messages']>>;
const subjectsOf = (messages: Stored) =>
	messages.map(({ raw }) => /^Subject: (.*)$/m.exec(raw.toString())?.[1]);

const deleteOf = (account: Account, { uid, folder }: Handle) =>
	withConnection(account, 'folder', async (connection) => {
		await connection.mailboxOpen(folder);
		await connection.messageDelete(String(uid), { uid: true });
	});

afterEach(closeImapPools);

describeServers('after an execution', (start) => {
	let server: TestServer;
	let account: Account;

	beforeEach(async () => {
		server = await start({ users, withoutSmtp: true });
		account = accountFor(server);
	});

	afterEach(async () => {
		await closeImapPools();
		await server.close();
	});

	it('messages get flags', async () => {
		const handles = await put(server, ['one', 'two', 'left']);
		const addFlags = ['\\Seen', '\\flagged', '$Processed', 'Kunde-7'];
		expect(await applyAfterwards(account, handles.slice(0, 2), { addFlags })).toEqual([]);
		const [one, two, left] = await server.messages(alice);
		for (const { flags } of [one!, two!]) {
			expect([...flags].sort()).toEqual(['$Processed', 'Kunde-7', '\\Flagged', '\\Seen']);
		}
		expect(left?.flags).toEqual([]);
	});

	it.each([
		['\\Archive', 'Archive'],
		['\\trash', 'Trash'],
		['Junk', 'Junk'],
	])('they are moved to %s', async (moveTo, folder) => {
		const handles = await put(server, ['one', 'left', 'two']);
		const chosen = [handles[2]!, handles[0]!, handles[0]!];
		const problems = await applyAfterwards(account, chosen, { addFlags: ['\\Seen'], moveTo });
		expect(problems).toEqual([]);
		expect(subjectsOf(await server.messages(alice))).toEqual(['left']);
		const moved = await server.messages(alice, folder);
		expect(subjectsOf(moved).sort()).toEqual(['one', 'two']);
		for (const { flags } of moved) expect(flags).toContain('\\Seen');
	});

	it('they are moved out of several folders', async () => {
		const handles = [...(await put(server, ['a'])), ...(await put(server, ['b'], 'Junk'))];
		expect(await applyAfterwards(account, handles, { addFlags: [], moveTo: '\\Archive' })).toEqual(
			[],
		);
		expect(subjectsOf(await server.messages(alice, 'Archive')).sort()).toEqual(['a', 'b']);
	});

	it.each([
		['with MOVE', []],
		['without MOVE', ['MOVE']],
	])('the others are moved where one goes just before that, %s', async (_name, without) => {
		const handles = await put(server, ['gone', 'one', 'two']);
		const gone = handles[0]!;
		const { account: behind, close } = await startBehindRules(server, () => ({
			...withoutCapabilities(...without),
			command: async (line) => {
				if (/^\S+ UID (COPY|MOVE) /.test(line)) await deleteOf(account, gone);
				return undefined;
			},
		}));
		const actions = { addFlags: [], moveTo: '\\Archive' };
		// The embedded server says yes.
		const told = `The folder does not hold message ${formatHandle(gone)} any more.`;
		expect(await applyAfterwards(behind, handles, actions)).toEqual(
			server.kind === 'real' ? [told] : [],
		);
		expect(subjectsOf(await server.messages(alice))).toEqual([]);
		expect(subjectsOf(await server.messages(alice, 'Archive'))).toEqual(['one', 'two']);
		await closeImapPools();
		await close();
	});

	it('one that is in the folder already stays the message that it is', async () => {
		const handles = await put(server, ['one'], 'Archive');
		const problems = await applyAfterwards(account, handles, { addFlags: [], moveTo: '\\Archive' });
		expect(problems).toEqual([]);
		expect((await server.messages(alice, 'Archive')).map(({ uid }) => uid)).toEqual([
			handles[0]!.uid,
		]);
	});

	it.each([
		['Nowhere', /no folder "Nowhere".*Pick one of its folders: "INBOX"/],
		['\\All', /no folder for All\. Make a folder called All/],
	])('they stay, with their flags, where there is no %s', async (moveTo, problem) => {
		const handles = await put(server, ['one']);
		const problems = await applyAfterwards(account, handles, { addFlags: ['\\Seen'], moveTo });
		expect(problems).toEqual([expect.stringMatching(problem)]);
		expect(problems[0]).toContain(`Could not move message ${formatHandle(handles[0]!)}:`);
		expect(await server.messages(alice)).toMatchObject([{ flags: ['\\Seen'] }]);
	});

	it('one that is gone is told once, and no harm to the others', async () => {
		const handles = await put(server, ['one', 'gone', 'two']);
		await deleteOf(account, handles[1]!);
		const actions = { addFlags: ['\\Seen', '$Processed'], moveTo: '\\Archive' };
		expect(await applyAfterwards(account, handles, actions)).toEqual([
			`The folder does not hold message ${formatHandle(handles[1]!)} any more.`,
		]);
		expect(subjectsOf(await server.messages(alice, 'Archive')).sort()).toEqual(['one', 'two']);
		expect(await applyAfterwards(account, handles, actions)).toEqual([
			`The folder does not hold messages ${handles.map(formatHandle).join(', ')} any more.`,
		]);
	});

	it('another message is never touched in place of one whose folder was rebuilt', async () => {
		const [handle] = await put(server, ['other']);
		const stale = { ...handle!, uidValidity: '1' };
		const [good] = await put(server, ['good'], 'Junk');
		const actions = { addFlags: ['\\Seen'], moveTo: '\\Archive' };
		const problems = await applyAfterwards(account, [stale, good!], actions);
		expect(problems).toEqual([
			expect.stringMatching(/Nothing could be done with message \d+\.1\.INBOX: .*STALE_HANDLE/),
		]);
		expect(await server.messages(alice)).toMatchObject([{ flags: [] }]);
		expect(subjectsOf(await server.messages(alice, 'Archive'))).toEqual(['good']);
	});

	it('a folder that is gone is told', async () => {
		const handle = { uid: 1, uidValidity: '7', folder: 'Nowhere' };
		expect(await applyAfterwards(account, [handle], { addFlags: ['\\Seen'] })).toEqual([
			expect.stringMatching(/message 1\.7\.Nowhere: .*FOLDER_NOT_FOUND/),
		]);
	});

	it.each(['\\Deleted', '\\Draft', '\\Recent', '\\', 'two words', 'a)', 'é', '', 'a\r\nb', '*'])(
		'%j is not set, while others are',
		async (flag) => {
			const handles = await put(server, ['one']);
			const problems = await applyAfterwards(account, handles, { addFlags: [flag, '\\Seen'] });
			expect(problems).toEqual([
				expect.stringMatching(/cannot be put on a message.*INVALID_FIELD/),
			]);
			expect(await server.messages(alice)).toMatchObject([{ flags: ['\\Seen'] }]);
		},
	);

	it('a hundred messages take as few commands as one', async () => {
		const proxy = await startRecordingProxy(server.ports.imap);
		const plain = accountFor(server, { imapPort: proxy.port, imapTls: 'none' });
		const handles = await put(
			server,
			Array.from({ length: 100 }, (_none, at) => `m${at}`),
		);
		const actions = { addFlags: ['\\Seen'], moveTo: 'Archive' };
		expect(await applyAfterwards(plain, handles, actions)).toEqual([]);
		expect(await server.messages(alice, 'Archive')).toHaveLength(100);
		await closeImapPools();
		await proxy.close();
		const commands = sentTo(proxy).filter((command) => command.startsWith('UID'));
		expect(commands.map((command) => command.split(' ').slice(1, 3))).toEqual([
			['FETCH', `${handles[0]!.uid}:${handles[99]!.uid}`],
			['STORE', `${handles[0]!.uid}:${handles[99]!.uid}`],
			['FETCH', `${handles[0]!.uid}:${handles[99]!.uid}`],
			['MOVE', `${handles[0]!.uid}:${handles[99]!.uid}`],
		]);
	});

	it('a pooled connection that died meanwhile does not matter', async () => {
		const handles = await put(server, ['one']);
		await withConnection(account, 'folder', (connection) => connection.noop());
		server.dropConnections();
		const actions = { addFlags: ['\\Seen'], moveTo: '\\Archive' };
		expect(await applyAfterwards(account, handles, actions)).toEqual([]);
		expect(subjectsOf(await server.messages(alice, 'Archive'))).toEqual(['one']);
	});
});

function sentTo(proxy: RecordingProxy): string[] {
	return imapCommands(Buffer.concat(proxy.connections())).map((command) =>
		command.split(' ').slice(1).join(' '),
	);
}

describe('a server that cannot move', () => {
	let server: MailServer;
	let proxy: RecordingProxy;

	afterEach(async () => {
		await closeImapPools();
		await proxy.close();
		await server.close();
	});

	/** Moves one of two messages, where the other is marked as deleted. */
	const moveBesideDeleted = async (withoutCapabilities: string[]) => {
		server = await startMailServer({ users, withoutCapabilities });
		proxy = await startRecordingProxy(server.ports.imap);
		server.deliver(alice, eml({ subject: 'marked' }), { flags: ['\\Deleted'] });
		server.deliver(alice, eml({ subject: 'moved' }));
		const account = accountFor(server, { imapPort: proxy.port, imapTls: 'none' });
		const uidValidity = await withConnection(account, 'folder', async (connection) =>
			String((await connection.mailboxOpen('INBOX')).uidValidity),
		);
		const handle = { uid: 2, uidValidity, folder: 'INBOX' };
		return applyAfterwards(account, [handle], { addFlags: [], moveTo: '\\Archive' });
	};

	it('copies, and expunges what was moved alone', async () => {
		expect(await moveBesideDeleted(['MOVE'])).toEqual([]);
		expect(subjectsOf(server.messages(alice))).toEqual(['marked']);
		expect(subjectsOf(server.messages(alice, 'Archive'))).toEqual(['moved']);
		expect(sentTo(proxy)).toContain('UID EXPUNGE 2');
	});

	it('copies and marks, where an EXPUNGE would take away messages of others', async () => {
		expect(await moveBesideDeleted(['MOVE', 'UIDPLUS'])).toEqual([
			expect.stringMatching(
				/^Could not move message 2\.\d+\.INBOX to "Archive": a copy is there, .* stays until/,
			),
		]);
		expect(subjectsOf(server.messages(alice))).toEqual(['marked', 'moved']);
		expect(server.messages(alice)[1]?.flags).toEqual(['\\Deleted']);
		expect(subjectsOf(server.messages(alice, 'Archive'))).toEqual(['moved']);
		expect(sentTo(proxy).filter((command) => /EXPUNGE|CLOSE/.test(command))).toEqual([]);
	});

	it('moves where it has MOVE alone', async () => {
		expect(await moveBesideDeleted(['UIDPLUS'])).toEqual([]);
		expect(subjectsOf(server.messages(alice))).toEqual(['marked']);
	});
});
