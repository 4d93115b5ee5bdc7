import type { Account } from '../../../../mail/account/settings';
import { closeImapPools } from '../../../../mail/imap/pool';
import { archive } from '../../../../mail/mailbox/organize/archive';
import { removeForGood } from '../../../../mail/mailbox/organize/remove';
import { reportSpam } from '../../../../mail/mailbox/organize/spam';
import { located } from '../../../../mail/mailbox/organize/located';
import { formatHandle } from '../../../../mail/message/handle';
import { type MailServer, startMailServer } from '../../../../sandbox/mailserver';
import { accountFor, alice, users } from '../../../support/account';
import { useRules } from '../../../support/behindRules';
import { eml } from '../../../support/eml';
import { failureOf } from '../../../support/failure';
import { nameOf, withoutCapabilities } from '../../../support/imapFaults';
import { putMessages } from '../../../support/original';
import { otherClient } from '../../../support/otherClient';
import { describeServers, type TestServer } from '../../../support/servers';

describeServers('messages are filed and deleted', (start) => {
	let server: TestServer;
	let account: Account;
	const { behind, commands } = useRules(() => server);

	beforeEach(async () => {
		server = await start({ users, withoutSmtp: true });
		account = accountFor(server);
	});

	afterEach(() => server.close());

	const put = (count: number, folder = 'INBOX') =>
		putMessages(
			server,
			Array.from({ length: count }, () => eml()),
			folder,
		);

	const uidsIn = async (folder = 'INBOX') =>
		(await server.messages(alice, folder)).map(({ uid }) => uid);

	it('archived', async () => {
		const handles = await put(2);
		const outcomes = await archive(account, handles);
		expect(outcomes.map(({ now }) => now?.folder)).toEqual(['Archive', 'Archive']);
		expect(await uidsIn()).toEqual([]);
	});

	it('reported as spam, with the keyword for it', async () => {
		const [handle] = await put(1);
		const [outcome] = await reportSpam(account, [handle!]);
		expect(outcome?.now?.folder).toBe('Junk');
		expect(await server.messages(alice, 'Junk')).toMatchObject([{ flags: ['$Junk'] }]);
	});

	it('deleted for good, and only these', async () => {
		const [one, marked, two, left] = await put(4);
		await otherClient(server).act(async (connection) => {
			await connection.mailboxOpen('INBOX');
			await connection.messageFlagsAdd(String(marked!.uid), ['\\Deleted'], { uid: true });
		});
		const outcomes = await removeForGood(account, [two!, one!]);
		expect(outcomes).toEqual([{ handle: two }, { handle: one }]);
		expect(await uidsIn()).toEqual([marked!.uid, left!.uid]);
		const [again] = await removeForGood(account, [one!]);
		expect(again?.error?.code).toBe('MESSAGE_NOT_FOUND');
	});

	it.each(['UID STORE', 'UID EXPUNGE', 'UID FETCH'])(
		'deleted for good, where the connection ends after %s',
		async (name) => {
			const handles = await put(3);
			const cut = await behind((nth) => {
				if (nth > 1) return {};
				let tag: string | undefined;
				return {
					command: (line) => {
						if (nameOf(line) === name) tag = line.split(' ')[0];
						return undefined;
					},
					response: (response) =>
						tag !== undefined && response.startsWith(`${tag} `)
							? { instead: [], then: 'cut' }
							: undefined,
				};
			});
			const outcomes = await removeForGood(cut, handles.slice(0, 2));
			expect(outcomes.map(({ error }) => error)).toEqual([undefined, undefined]);
			expect(await uidsIn()).toEqual([handles[2]!.uid]);
		},
	);

	it('looked for in commands that every server takes, however many there are', async () => {
		const [one] = await put(1);
		let longest = 0;
		const measured = await behind(() => ({
			command: (line) => {
				longest = Math.max(longest, line.length);
				return undefined;
			},
		}));
		const scattered = Array.from({ length: 5_000 }, (_, at) => ({ ...one!, uid: 2 * at + 1 }));
		const outcomes = await removeForGood(measured, scattered);
		expect(outcomes.filter(({ error }) => error === undefined)).toEqual([{ handle: one }]);
		expect(longest).toBeLessThan(8_000);
	});

	it('not looked for in vain, where the connection was lost on the way', async () => {
		const [one] = await put(1);
		await server.deliver(alice, eml({ messageId: 'sought@x.test' }));
		const cut = await behind((nth) => ({
			command: (line) => (nth === 1 && /SEARCH .*sought/.test(line) ? { then: 'cut' } : undefined),
		}));
		expect(await located(cut, ['other@x.test', formatHandle(one!)])).toHaveLength(2);
		expect(await located(cut, ['sought@x.test'])).toMatchObject([{ handle: { uid: 2 } }]);
	});

	describe('on a server that can only expunge all at once', () => {
		it('where nothing else is marked', async () => {
			const [one, left] = await put(2);
			const plain = await behind(() => withoutCapabilities('UIDPLUS'));
			expect(await removeForGood(plain, [one!])).toEqual([{ handle: one }]);
			expect(await uidsIn()).toEqual([left!.uid]);
		});

		it('not where messages of others would go, too', async () => {
			const [one, marked] = await put(2);
			await otherClient(server).act(async (connection) => {
				await connection.mailboxOpen('INBOX');
				await connection.messageFlagsAdd(String(marked!.uid), ['\\Deleted'], { uid: true });
			});
			const plain = await behind(() => withoutCapabilities('UIDPLUS'));
			const [outcome] = await removeForGood(plain, [one!]);
			expect(outcome?.error?.message).toMatch(/1 more are marked.*Move the messages to the trash/);
			expect(commands().filter((name) => /EXPUNGE|CLOSE|STORE/.test(name))).toEqual([]);
			expect(await uidsIn()).toEqual([one!.uid, marked!.uid]);
		});
	});

	it('deleted by nobody who may not', async () => {
		const handles = await put(1);
		const refusing = await behind(() => ({
			command: (line) =>
				nameOf(line) === 'UID EXPUNGE'
					? { instead: [`${line.split(' ')[0]} NO [NOPERM] Permission denied\r\n`] }
					: undefined,
		}));
		const [outcome] = await removeForGood(refusing, handles);
		expect(outcome?.error?.message).toMatch(/Permission denied.*SERVER_REJECTED/);
	});
});

describe('where a mailbox has no folder for it', () => {
	let server: MailServer;

	beforeEach(async () => {
		server = await startMailServer({ users, specialFolders: { Kunden: '' } });
	});

	afterEach(async () => {
		await closeImapPools();
		await server.close();
	});

	it.each([
		['archive', archive, /no folder for Archive\. Create a folder called Archive/],
		['reportSpam', reportSpam, /no folder for Junk\. Make a folder called Junk/],
	] as const)('%s says what to do, and does nothing', async (_name, action, said) => {
		server.deliver(alice, eml());
		const uidValidity = await otherClient(server).act(async (connection) =>
			String((await connection.mailboxOpen('INBOX')).uidValidity),
		);
		const handle = { uid: 1, uidValidity, folder: 'INBOX' };
		expect((await failureOf(action(accountFor(server), [handle]))).message).toMatch(said);
		expect(server.messages(alice)).toMatchObject([{ flags: [] }]);
	});
});
