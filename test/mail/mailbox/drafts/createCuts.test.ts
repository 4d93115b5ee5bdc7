import type { Account } from '../../../../mail/account/settings';
import { closeImapPools } from '../../../../mail/imap/pool';
import { createDraft } from '../../../../mail/mailbox/drafts/create';
import { updateDraft } from '../../../../mail/mailbox/drafts/update';
import { formatHandle } from '../../../../mail/message/handle';
import type { OutgoingMessage } from '../../../../mail/message/outgoing';
import { accountFor, users } from '../../../support/account';
import { startBehindRules } from '../../../support/behindRules';
import { atEachStep, cuts } from '../../../support/cuts';
import { draftsOf, emptied, onlyDraft } from '../../../support/drafts';
import { eml } from '../../../support/eml';
import { answering, loseAnswerTo } from '../../../support/imapFaults';
import { putOriginal } from '../../../support/original';
import { otherClient } from '../../../support/otherClient';
import { outgoing } from '../../../support/outgoing';
import { describeServers, type TestServer } from '../../../support/servers';

describeServers('a draft that is created', (start) => {
	let server: TestServer;
	let account: Account;
	beforeAll(async () => {
		server = await start({ users, withoutSmtp: true });
		account = accountFor(server);
	});
	afterEach(() => emptied(server, 'Drafts'));
	afterAll(() => server?.close());

	const message = () => outgoing({ text: 'Hello' });
	const uidsOf = async ({ messageId }: OutgoingMessage) =>
		(await draftsOf(server))
			.filter(({ mail }) => mail.messageId === messageId)
			.map(({ uid }) => uid);

	describe.each(Object.entries(cuts))('while connections are cut %s', (_kind, cut) => {
		it('is there once, where one of them is', async () => {
			const tried = await atEachStep(
				server,
				cut,
				(connection) => connection === 1,
				async (behind) => {
					const draft = message();
					const { handle, alreadyCreated } = await createDraft(behind, draft);
					expect(await uidsOf(draft)).toEqual([handle.uid]);
					expect(alreadyCreated).toBe(false);
				},
			);
			expect(tried).toBeGreaterThan(server.kind === 'real' ? 2 : 5);
		}, 120_000);

		it('is there once after a repeat, where all of them are', async () => {
			const found = new Set<boolean>();
			await atEachStep(
				server,
				cut,
				() => true,
				async (behind) => {
					const draft = message();
					await createDraft(behind, draft).catch(() => {});
					const { handle, alreadyCreated } = await createDraft(account, draft);
					expect(await uidsOf(draft)).toEqual([handle.uid]);
					found.add(alreadyCreated);
				},
			);
			expect(found).toEqual(new Set([true, false]));
		}, 120_000);
	});

	it('is not given to the server twice where its answer is lost', async () => {
		const {
			account: behind,
			commands,
			close,
		} = await startBehindRules(server, (connection) =>
			connection === 1 ? loseAnswerTo('APPEND') : {},
		);
		const { handle } = await createDraft(behind, message());
		expect((await onlyDraft(server)).uid).toBe(handle.uid);
		expect(commands.filter((name) => name === 'APPEND')).toHaveLength(1);
		await closeImapPools();
		await close();
	});

	it('is not looked for where no call has written it', async () => {
		const { account: behind, commands, close } = await startBehindRules(server, () => ({}));
		const draft = message();
		const raw = eml({ messageId: draft.messageId.slice(1, -1), subject: 'Of old' });
		const old = await putOriginal(server, raw, 'Drafts');
		const { handle, alreadyCreated } = await createDraft(behind, draft);
		expect(alreadyCreated).toBe(false);
		expect(formatHandle(handle)).not.toBe(old);
		expect(await draftsOf(server)).toHaveLength(2);
		expect(commands).not.toContain('UID SEARCH');
		await closeImapPools();
		await close();
	});

	it.each(['NO Not now', 'BAD What?'])(
		'is written where a search is answered with %s',
		async (answer) => {
			const { account: behind, close } = await startBehindRules(server, () =>
				answering('UID SEARCH', answer),
			);
			const draft = message();
			await createDraft(behind, draft);
			await otherClient(server).delete('1:*', 'Drafts');
			const { handle } = await createDraft(behind, draft);
			expect((await onlyDraft(server)).uid).toBe(handle.uid);
			await closeImapPools();
			await close();
		},
	);

	it('is the changed one for a repeat', async () => {
		const draft = message();
		const { handle } = await createDraft(account, draft);
		const changes = { subject: 'New', attachments: [], removed: [] };
		const updated = await updateDraft(account, formatHandle(handle), 'change', () => changes);
		const again = await createDraft(account, draft);
		expect(again).toMatchObject({ handle: updated.handle, alreadyCreated: true });
		expect((await onlyDraft(server)).mail.subject).toBe('New');
	});

	it.each<[string, (server: TestServer) => Promise<unknown>]>([
		['was deleted', (from) => otherClient(from).delete('1:*', 'Drafts')],
		['is marked as deleted', (from) => otherClient(from).mark('1:*', 'Drafts', '\\Deleted')],
		[
			'was sent',
			async (from) => {
				await otherClient(from).copy('1:*', 'Drafts', 'Sent');
				await otherClient(from).delete('1:*', 'Drafts');
			},
		],
	])('is written anew where it %s', async (_what, act) => {
		const draft = message();
		const { handle } = await createDraft(account, draft);
		await act(server);
		const again = await createDraft(account, draft);
		expect(again.alreadyCreated).toBe(false);
		expect(again.handle.uid).not.toBe(handle.uid);
		expect((await onlyDraft(server)).uid).toBe(again.handle.uid);
	});
});
