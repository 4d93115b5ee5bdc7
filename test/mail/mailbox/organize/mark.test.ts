import type { Account } from '../../../../mail/account/settings';
import { MAX_CONNECTIONS, withConnection } from '../../../../mail/imap/pool';
import { addLabels, removeLabels } from '../../../../mail/mailbox/organize/labels';
import { mark } from '../../../../mail/mailbox/organize/mark';
import { accountFor, alice, users } from '../../../support/account';
import { useRules } from '../../../support/behindRules';
import { eml } from '../../../support/eml';
import { failureOf } from '../../../support/failure';
import { cutAt, endAfterCommand, nameOf } from '../../../support/imapFaults';
import { putMessages } from '../../../support/original';
import { otherClient } from '../../../support/otherClient';
import { describeServers, type TestServer } from '../../../support/servers';
import { until } from '../../../support/until';

describeServers('messages are marked', (start) => {
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

	const flagsIn = async (folder = 'INBOX') =>
		(await server.messages(alice, folder)).map(({ flags }) => [...flags].sort());

	const flags = (add: string[], remove: string[] = []) => ({ add, remove, kind: 'flags' as const });

	it('and unmarked, in several folders, and say what they have then', async () => {
		const handles = [...(await put(2)), ...(await put(1, 'Junk'))];
		const outcomes = await mark(account, handles, flags(['\\Seen', '\\Flagged', '$Done']));
		const three = ['$Done', '\\Flagged', '\\Seen'];
		expect(outcomes.map((outcome) => outcome.flags?.sort())).toEqual([three, three, three]);
		const after = await mark(account, handles.slice(1), flags(['\\Answered'], ['\\Seen', '$Done']));
		expect(after.map(({ notes }) => notes)).toEqual([[], []]);
		expect(await flagsIn()).toEqual([
			['$Done', '\\Flagged', '\\Seen'],
			['\\Answered', '\\Flagged'],
		]);
		expect(await flagsIn('Junk')).toEqual([['\\Answered', '\\Flagged']]);
	});

	it('though others are gone or stale', async () => {
		const [one, gone, two] = await put(3);
		await otherClient(server).delete(String(gone!.uid), 'INBOX');
		const stale = { ...two!, uidValidity: '1' };
		const outcomes = await mark(account, [stale, one!, gone!, two!], flags(['\\Seen']));
		expect(outcomes.map(({ error }) => error?.code)).toEqual([
			'STALE_HANDLE',
			undefined,
			'MESSAGE_NOT_FOUND',
			undefined,
		]);
		expect(await flagsIn()).toEqual([['\\Seen'], ['\\Seen']]);
	});

	it.each([4, 5, 6, 7])('also where the connection ends at its %s. command', async (nth) => {
		const handles = await put(2);
		const cut = await behind((connection) => (connection === 1 ? endAfterCommand(nth) : {}));
		const outcomes = await mark(cut, handles, flags(['\\Seen']));
		expect(outcomes.map(({ error }) => error)).toEqual([undefined, undefined]);
		expect(await flagsIn()).toEqual([['\\Seen'], ['\\Seen']]);
	});

	it('also where all connections that waited have died', async () => {
		const handles = await put(2);
		const cut = await behind((connection) =>
			connection <= MAX_CONNECTIONS ? cutAt('UID STORE', 1) : {},
		);
		// One that is done would serve the others.
		let held = 0;
		const hold = async () => {
			held++;
			await until(() => held === MAX_CONNECTIONS);
		};
		const use = () => withConnection(cut, 'folder', hold);
		await Promise.all(Array.from({ length: MAX_CONNECTIONS }, use));
		const outcomes = await mark(cut, handles, flags(['\\Seen']));
		expect(outcomes.map(({ error }) => error)).toEqual([undefined, undefined]);
		expect(await flagsIn()).toEqual([['\\Seen'], ['\\Seen']]);
		expect(commands().filter((name) => name === 'UID STORE')).toHaveLength(4);
	});

	it('and it is said what the server does not keep, or why it refuses', async () => {
		const handles = await put(1);
		const few = await behind(() => ({
			response: (response) => ({
				instead: [response.replace(/\[PERMANENTFLAGS \([^)]*\)\]/, '[PERMANENTFLAGS (\\Seen)]')],
			}),
			command: (line) =>
				/STORE .*Seen/.test(line) && nameOf(line) === 'UID STORE'
					? { instead: [`${line.split(' ')[0]} NO [OVERQUOTA] Too many flags\r\n`] }
					: undefined,
		}));
		expect(await mark(few, handles, flags(['$Done']))).toMatchObject([
			{ flags: [], notes: ['The server does not keep the flag $Done in this folder.'] },
		]);
		const [refused] = await mark(few, handles, flags(['\\Seen']));
		expect(refused?.error?.message).toMatch(/Too many flags/);
	});

	it('not in a folder that is only for reading', async () => {
		const handles = await put(1);
		const reading = await behind(() => ({
			response: (response) => ({ instead: [response.replace('[READ-WRITE]', '[READ-ONLY]')] }),
		}));
		const [outcome] = await mark(reading, handles, flags(['\\Seen']));
		expect(outcome?.error?.message).toMatch(/"INBOX" is only for reading\. .*copy them/);
	});

	it('with keywords for labels, where it is not Gmail', async () => {
		const handles = await put(2);
		await addLabels(account, handles, ['$Invoiced', 'Kunde-7', 'Kunde-7']);
		await removeLabels(account, handles.slice(1), ['$Invoiced']);
		expect(await flagsIn()).toEqual([['$Invoiced', 'Kunde-7'], ['Kunde-7']]);
	});

	it.each(['two words', 'Öl', 'a"b', '\\Seen', 'seen', 'Starred', '\\Deleted', 'a\r\nb', '', '*'])(
		'not with %j, and nothing is done',
		async (name) => {
			const handles = await put(1);
			const failure = await failureOf(addLabels(account, handles, ['$Good', name]));
			expect(failure.code).toBe('INVALID_FIELD');
			expect(await flagsIn()).toEqual([[]]);
		},
	);
});
