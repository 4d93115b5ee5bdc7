import type { Account } from '../../../../mail/account/settings';
import { transfer } from '../../../../mail/mailbox/organize/transfer';
import type { Handle } from '../../../../mail/message/handle';
import { accountFor, alice, users } from '../../../support/account';
import { useRules } from '../../../support/behindRules';
import { eml } from '../../../support/eml';
import { failureOf } from '../../../support/failure';
import {
	cutAt as endAt,
	loseAnswerTo,
	nameOf,
	swallow,
	withoutCapabilities,
} from '../../../support/imapFaults';
import type { Rules } from '../../../support/imapProxy';
import { putMessages } from '../../../support/original';
import { otherClient } from '../../../support/otherClient';
import { describeServers, type TestServer } from '../../../support/servers';

type Stored = Awaited<ReturnType<TestServer['messages']>>;
const subjectsOf = (messages: Stored) =>
	messages.map(({ raw }) => /^Subject: (.*)$/m.exec(raw.toString())?.[1]?.trim());

describeServers('messages on their way to another folder', (start) => {
	let server: TestServer;
	let account: Account;
	const { behind, commands } = useRules(() => server);

	beforeEach(async () => {
		server = await start({ users, withoutSmtp: true });
		account = accountFor(server);
	});

	afterEach(() => server.close());

	const put = (subjects: string[], folder = 'INBOX') =>
		putMessages(
			server,
			subjects.map((subject) => eml({ subject })),
			folder,
		);

	/** Which subject is at a handle. */
	const at = async (handle: Handle | null | undefined) => {
		const stored = await server.messages(alice, handle?.folder);
		return subjectsOf(stored.filter(({ uid }) => uid === handle?.uid))[0];
	};

	const folders = async () => ({
		inbox: subjectsOf(await server.messages(alice)),
		archive: subjectsOf(await server.messages(alice, 'Archive')).sort(),
	});

	it('are moved, out of several folders, in the order in which they were named', async () => {
		const [one, left, two] = await put(['one', 'left', 'two']);
		const [junk] = await put(['junk'], 'Junk');
		const outcomes = await transfer(account, [two!, junk!, one!, two!], '\\Archive', 'move');
		expect(outcomes.map(({ handle }) => handle)).toEqual([two, junk, one]);
		expect(outcomes.map(({ error }) => error)).toEqual([undefined, undefined, undefined]);
		expect(await Promise.all(outcomes.map(({ now }) => at(now)))).toEqual(['two', 'junk', 'one']);
		expect(subjectsOf(await server.messages(alice))).toEqual([await at(left)]);
	});

	it('are copied', async () => {
		const handles = await put(['one', 'two']);
		const outcomes = await transfer(account, handles, 'Archive', 'copy');
		expect(await Promise.all(outcomes.map(({ now }) => at(now)))).toEqual(['one', 'two']);
		expect(await folders()).toEqual({ inbox: ['one', 'two'], archive: ['one', 'two'] });
	});

	it('have the others not held up by what is gone or stale', async () => {
		const [one, gone, two] = await put(['one', 'gone', 'two']);
		await otherClient(server).delete(String(gone!.uid), 'INBOX');
		const stale = { ...one!, uidValidity: '1' };
		const nowhere = { uid: 1, uidValidity: '1', folder: 'Nowhere' };
		const outcomes = await transfer(
			account,
			[stale, gone!, nowhere, one!, two!],
			'Archive',
			'move',
		);
		expect(outcomes.map(({ error }) => error?.code)).toEqual([
			'STALE_HANDLE',
			'MESSAGE_NOT_FOUND',
			'FOLDER_NOT_FOUND',
			undefined,
			undefined,
		]);
		expect(await folders()).toEqual({ inbox: [], archive: ['one', 'two'] });
	});

	it('stay the messages that they are in the folder where they are', async () => {
		const [one, gone] = await put(['one', 'gone'], 'Archive');
		await otherClient(server).delete(String(gone!.uid), 'Archive');
		const [same, missing] = await transfer(account, [one!, gone!], '\\Archive', 'move');
		expect(same).toMatchObject({ now: one, notes: [expect.stringMatching(/already/)] });
		expect(missing?.error?.code).toBe('MESSAGE_NOT_FOUND');
	});

	it('do not go where there is no folder, and the error names those that there are', async () => {
		const handles = await put(['one']);
		const failure = await failureOf(transfer(account, handles, 'Nowhere', 'move'));
		expect(failure.message).toMatch(/no folder "Nowhere".*Pick one of its folders: "INBOX"/);
		expect(await folders()).toEqual({ inbox: ['one'], archive: [] });
	});

	it('are many at the price of a few commands', async () => {
		const there = await put(Array.from({ length: 30 }, (_none, index) => `m${index}`));
		const quick = await behind(() => ({}));
		const outcomes = await transfer(quick, there, 'Archive', 'move');
		expect(outcomes.every(({ now }) => now?.folder === 'Archive')).toBe(true);
		const working = commands().filter((name) => /UID|SELECT|STATUS/.test(name));
		expect(working).toEqual(['STATUS', 'SELECT', 'UID FETCH', 'STATUS', 'UID MOVE']);
	});

	describe.each([
		['without MOVE', ['MOVE']],
		['without UIDPLUS', ['UIDPLUS']],
		['without both', ['MOVE', 'UIDPLUS']],
	])('on a server %s', (_name, without) => {
		it.each(['move', 'copy'] as const)('%s: are found where they are', async (way) => {
			const handles = await put(['one', 'two', 'two', 'three']);
			const plain = await behind(() => withoutCapabilities(...without));
			// COPYUID comes with UIDPLUS, which the server behind still has.
			const outcomes = await transfer(plain, handles, 'Archive', way);
			expect(outcomes.map(({ error }) => error)).toEqual(handles.map(() => undefined));
			expect(await Promise.all(outcomes.map(({ now }) => at(now)))).toEqual([
				'one',
				'two',
				'two',
				'three',
			]);
			expect((await folders()).archive).toEqual(['one', 'three', 'two', 'two']);
			expect(commands()).not.toContain('EXPUNGE');
		});
	});

	const withoutCopyUid: Rules = {
		response: (response) => ({ instead: [response.replace(/\[COPYUID [^\]]*\] ?/, '')] }),
	};

	it.each(['move', 'copy'] as const)('%s: are found where no COPYUID says it', async (way) => {
		await put(['before'], 'Archive');
		const handles = await put(['one', 'two']);
		const outcomes = await transfer(await behind(() => withoutCopyUid), handles, 'Archive', way);
		expect(await Promise.all(outcomes.map(({ now }) => at(now)))).toEqual(['one', 'two']);
		expect(outcomes.flatMap(({ notes }) => notes)).toEqual([]);
	});

	describe.each([
		['with MOVE', []],
		['without MOVE', ['MOVE']],
	])('of which one goes just before the command, on a server %s', (_name, without) => {
		it.each(['move', 'copy'] as const)('%s: the others arrive', async (way) => {
			// A twin of what goes: its copy is not taken for that of the other.
			const handles = await put(['gone', 'one', 'one']);
			const twins = handles.slice(1);
			let isGone = false;
			const plain = await behind(() => ({
				...withoutCapabilities(...without),
				command: async (line) => {
					if (isGone || !/^\S+ UID (COPY|MOVE) /.test(line)) return undefined;
					isGone = true;
					await otherClient(server).delete(String(handles[0]?.uid), 'INBOX');
					return undefined;
				},
			}));
			const [gone, ...others] = await transfer(plain, handles, 'Archive', way);
			expect(gone).toMatchObject({ error: { code: 'MESSAGE_NOT_FOUND' } });
			expect(others).toMatchObject(twins.map((handle) => ({ handle, now: { folder: 'Archive' } })));
			const inbox = way === 'move' ? [] : ['one', 'one'];
			expect(await folders()).toEqual({ inbox, archive: ['one', 'one'] });
		});
	});

	it('are not guessed at, where a twin came in meanwhile', async () => {
		const [handle] = await put(['twin']);
		const other = otherClient(server);
		// A copy is of the same second, which one that is delivered later need not be.
		await other.copy('1:*', 'INBOX', 'Junk');
		let copied = false;
		const plain = await behind(() => ({
			...withoutCopyUid,
			command: async (line) => {
				if (nameOf(line) !== 'UID MOVE' || copied) return undefined;
				copied = true;
				await other.copy('1:*', 'Junk', 'Archive');
				return undefined;
			},
		}));
		const [outcome] = await transfer(plain, [handle!], 'Archive', 'move');
		expect(outcome).toMatchObject({ now: null, notes: [expect.stringMatching(/for sure/)] });
	});

	describe('when the connection ends', () => {
		const cutAt = (name: string, when: 'before' | 'after') => (nth: number) => {
			if (nth > 1) return {};
			return when === 'before' ? swallow(name) : loseAnswerTo(name);
		};

		it.each(['before', 'after'] as const)('%s a move, all is moved once', async (when) => {
			const handles = await put(['one', 'two']);
			const cut = await behind(cutAt('UID MOVE', when));
			const outcomes = await transfer(cut, handles, 'Archive', 'move');
			expect(outcomes.map(({ error }) => error)).toEqual([undefined, undefined]);
			expect(await Promise.all(outcomes.map(({ now }) => at(now)))).toEqual(['one', 'two']);
			expect(await folders()).toEqual({ inbox: [], archive: ['one', 'two'] });
		});

		it('after a copy, the copies are found', async () => {
			const handles = await put(['one', 'two']);
			const cut = await behind(cutAt('UID COPY', 'after'));
			const outcomes = await transfer(cut, handles, 'Archive', 'copy');
			expect(await Promise.all(outcomes.map(({ now }) => at(now)))).toEqual(['one', 'two']);
			expect(await folders()).toEqual({ inbox: ['one', 'two'], archive: ['one', 'two'] });
		});

		it('before a copy, it is not copied again, as nobody knows', async () => {
			const handles = await put(['one', 'two']);
			const cut = await behind(cutAt('UID COPY', 'before'));
			const outcomes = await transfer(cut, handles, 'Archive', 'copy');
			expect(outcomes.map(({ error }) => error?.code)).toEqual([
				'OUTCOME_UNKNOWN',
				'OUTCOME_UNKNOWN',
			]);
			expect(outcomes[0]?.error?.message).toMatch(/Look whether it is in "Archive" before/);
			expect(commands().filter((name) => name === 'UID COPY')).toHaveLength(1);
			expect(await folders()).toEqual({ inbox: ['one', 'two'], archive: [] });
		});

		it.each(['UID COPY', 'UID STORE', 'UID EXPUNGE'])(
			'after %s on a server without MOVE, all is moved once',
			async (name) => {
				const handles = await put(['one', 'two']);
				const rules = cutAt(name, 'after');
				const cut = await behind((nth) => {
					const { command, response } = rules(nth);
					const hidden = withoutCapabilities('MOVE');
					return {
						command,
						response: (text, literals) =>
							response?.(text, literals) ?? hidden.response?.(text, literals),
					};
				});
				const outcomes = await transfer(cut, handles, 'Archive', 'move');
				expect(outcomes.map(({ error }) => error)).toEqual([undefined, undefined]);
				expect(await folders()).toEqual({ inbox: [], archive: ['one', 'two'] });
			},
		);

		it('before a move, and another client deletes them, nobody knows', async () => {
			const [handle] = await put(['one']);
			const cut = await behind(() =>
				swallow('UID MOVE', async () => {
					await otherClient(server).delete('1:*', 'INBOX');
				}),
			);
			const [outcome] = await transfer(cut, [handle!], 'Archive', 'move');
			expect(outcome?.error?.code).toBe('OUTCOME_UNKNOWN');
			expect(await folders()).toEqual({ inbox: [], archive: [] });
		});

		it('before it is known where the other folder ends, the places are found all the same', async () => {
			const [handle] = await put(['one']);
			// The first STATUS finds the folder.
			const once = { ...withoutCopyUid, ...endAt('STATUS', 2) };
			const cut = await behind((nth) => (nth === 1 ? once : withoutCopyUid));
			const [outcome] = await transfer(cut, [handle!], 'Archive', 'copy');
			expect(await at(outcome?.now)).toBe('one');
		});

		it('each time, what was not begun is told as not done', async () => {
			const handles = await put(['one']);
			const cut = await behind(() => cutAt('UID FETCH', 'before')(1));
			const [outcome] = await transfer(cut, handles, 'Archive', 'move');
			expect(outcome?.error?.code).toBe('CONNECTION_LOST');
			expect(await folders()).toEqual({ inbox: ['one'], archive: [] });
		});
	});

	it('are told why the server refuses them, and the others go on', async () => {
		const [one] = await put(['one']);
		const [junk] = await put(['junk'], 'Junk');
		let refused = false;
		const account = await behind(() => ({
			command: (line) => {
				if (nameOf(line) !== 'UID MOVE' || refused) return undefined;
				refused = true;
				return { instead: [`${line.split(' ')[0]} NO [NOPERM] Permission denied\r\n`] };
			},
		}));
		const outcomes = await transfer(account, [one!, junk!], 'Archive', 'move');
		expect(outcomes[0]?.error?.message).toMatch(/refused: "NOPERM Permission denied".*SERVER_REJ/);
		expect(await at(outcomes[1]?.now)).toBe('junk');
		expect(await folders()).toEqual({ inbox: ['one'], archive: ['junk'] });
	});
});
