import { deleteDraft } from '../../../../mail/mailbox/drafts/delete';
import { atEachStep, cuts } from '../../../support/cuts';
import { draftsOf, emptied } from '../../../support/drafts';
import { eml } from '../../../support/eml';
import { putOriginal } from '../../../support/original';
import { users } from '../../../support/account';
import { describeServers, type TestServer } from '../../../support/servers';

describeServers('a draft that is deleted while connections are cut', (start) => {
	let server: TestServer;
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
});
