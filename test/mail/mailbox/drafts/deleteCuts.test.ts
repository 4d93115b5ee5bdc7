import type { Account } from '../../../../mail/account/settings';
import { deleteDraft } from '../../../../mail/mailbox/drafts/delete';
import { credentialFor, users } from '../../../support/account';
import { useRules } from '../../../support/behindRules';
import { atEachStep, cuts } from '../../../support/cuts';
import { draftJson, draftsOf, emptied } from '../../../support/drafts';
import { eml } from '../../../support/eml';
import { answering, before, loseAnswerTo, withoutCapabilities } from '../../../support/imapFaults';
import type { Rules } from '../../../support/imapProxy';
import { otherClient } from '../../../support/otherClient';
import { putOriginal } from '../../../support/original';
import { describeServers, type TestServer } from '../../../support/servers';

describeServers('a draft that is deleted while connections are cut', (start) => {
	let server: TestServer;
	const { behind } = useRules(() => server);
	beforeAll(async () => {
		server = await start({ users, withoutSmtp: true });
	});
	afterAll(() => server?.close());

	describe.each(Object.entries(cuts))('%s', (_kind, cut) => {
		it.each([
			['the trash', 'its ID', { forGood: false }],
			['the trash', 'its Message-ID', { forGood: false }],
			['nowhere', 'its ID', { forGood: true }],
		])(
			'is in %s once, named by %s',
			async (_where, by, options) => {
				const raw = eml({ messageId: 'cut@x.test' });
				const tried = await atEachStep(
					server,
					cut,
					(connection) => connection === 1,
					async (behind) => {
						const id = await putOriginal(server, raw, 'Drafts');
						const deleted = await deleteDraft(
							behind,
							by === 'its ID' ? id : '<cut@x.test>',
							options,
						);
						expect(deleted).toMatchObject({
							...{ messageId: '<cut@x.test>', alreadyGone: false },
							movedTo: options.forGood ? null : 'Trash',
						});
						expect(await draftsOf(server)).toEqual([]);
						expect(await draftsOf(server, 'Trash')).toHaveLength(options.forGood ? 0 : 1);
						await emptied(server, 'Trash');
					},
				);
				expect(tried).toBeGreaterThan(server.kind === 'real' ? 2 : 5);
			},
			120_000,
		);
	});

	const put = () => putOriginal(server, eml({ messageId: 'cut@x.test' }), 'Drafts');
	const trashed = (account: Account, id: string) => deleteDraft(account, id, { forGood: false });
	const expectMoved = async () => {
		expect(await draftsOf(server)).toEqual([]);
		const [message, ...others] = await draftsOf(server, 'Trash');
		expect(others).toEqual([]);
		await emptied(server, 'Trash');
		return message?.uid;
	};

	it('is in the trash once where a server that cannot move lost its answer to the copy', async () => {
		const account = await behind((connection) =>
			both(withoutCapabilities('MOVE'), connection === 1 ? loseAnswerTo('UID COPY') : {}),
		);
		const deleted = await trashed(account, await put());
		expect(deleted).toMatchObject({ movedTo: 'Trash', alreadyGone: false });
		expect(await expectMoved()).toBe(deleted.place?.uid);
	});

	it('is found in the trash where the server does not say where it put it', async () => {
		const account = await behind(() => ({
			response: (response) => ({ instead: [response.replace(/\[COPYUID [^\]]*\] ?/, '')] }),
		}));
		const deleted = await trashed(account, await put());
		expect(deleted).toMatchObject({ movedTo: 'Trash', alreadyGone: false, notes: [] });
		expect(await expectMoved()).toBe(deleted.place?.uid);
	});

	it('says that it is also where it was, where it may be copied and not taken away', async () => {
		const { imap } = await behind(() =>
			both(withoutCapabilities('MOVE'), answering('UID STORE', 'NO Not allowed')),
		);
		const json = await draftJson(
			server,
			'delete',
			{ draft: await put() },
			{ credential: credentialFor(server, { imapPort: imap?.port, imapTls: 'none' }) },
		);
		expect(json).toMatchObject({
			...{ movedTo: 'Trash', alreadyGone: false },
			notes: [expect.stringMatching(/^Of this, /)],
		});
		expect(await draftsOf(server)).toHaveLength(1);
		await emptied(server, 'Drafts', 'Trash');
	});

	it('has been deleted before where it goes while it is moved', async () => {
		const id = await put();
		const account = await behind(() =>
			before('UID MOVE', () => otherClient(server).delete('1:*', 'Drafts')),
		);
		expect(await trashed(account, id)).toMatchObject({ movedTo: null, alreadyGone: true });
	});
});

/** The rules of a server, and what goes wrong with it. */
function both(of: Rules, fault: Rules): Rules {
	return {
		command: fault.command,
		response: async (response, literals) =>
			(await fault.response?.(response, literals)) ?? of.response?.(response, literals),
	};
}
