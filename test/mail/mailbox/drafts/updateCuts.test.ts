import type { Account } from '../../../../mail/account/settings';
import { closeImapPools } from '../../../../mail/imap/pool';
import { listDrafts } from '../../../../mail/mailbox/drafts/read';
import { updateDraft } from '../../../../mail/mailbox/drafts/update';
import { accountFor, users } from '../../../support/account';
import { draftsOf, onlyDraft } from '../../../support/drafts';
import { eml } from '../../../support/eml';
import {
	endAfterCommand,
	endAfterTagged,
	loseAnswerTo,
	noting,
	withoutCapabilities,
} from '../../../support/imapFaults';
import { type ImapProxy, type Rules, startImapProxy } from '../../../support/imapProxy';
import { putOriginal } from '../../../support/original';
import { otherClient } from '../../../support/otherClient';
import { describeServers, type TestServer } from '../../../support/servers';

const everything = { filter: {}, limit: 10, page: undefined };

describeServers('a draft that is changed while connections break', (start) => {
	let server: TestServer;
	let proxy: ImapProxy;
	let account: Account;
	let rules: (connection: number) => Rules;
	let accepted = 0;
	/** How many drafts a reader saw, each time that a command was on its way. */
	let seen: number[];

	beforeAll(async () => {
		server = await start({ users, withoutSmtp: true });
		proxy = await startImapProxy({
			target: server.ports.imap,
			rules: (connection) => watched(rules(connection - accepted)),
		});
		account = accountFor(server, { imapPort: proxy.port, imapTls: 'none' });
	});
	beforeEach(() => {
		rules = () => ({});
		seen = [];
		accepted = proxy.accepted();
	});
	afterEach(async () => {
		await closeImapPools();
		await otherClient(server).delete('1:*', 'Drafts');
		await closeImapPools();
	});
	afterAll(async () => {
		await proxy?.close();
		await server?.close();
	});

	const watched = (inner: Rules): Rules => ({
		...inner,
		command: async (command) => {
			// A look at Dovecot takes as long as all the rest.
			if (server.kind === 'embedded') seen.push((await draftsOf(server)).length);
			return inner.command?.(command);
		},
	});
	const put = () => putOriginal(server, eml({ subject: 'Old', messageId: 'd@x.test' }), 'Drafts');
	const change = (id: string) =>
		updateDraft(account, id, 'change', () => ({ subject: 'New', attachments: [], removed: [] }));

	/** As the next operation finds it, whatever it is. */
	const found = async () => {
		const { messages } = await listDrafts(accountFor(server), everything, { headers: false });
		expect(messages).toHaveLength(1);
		const { mail } = await onlyDraft(server);
		expect(messages[0]?.subject).toBe(mail.subject);
		expect(mail.messageId).toBe('<d@x.test>');
		return mail.subject;
	};

	const kinds = { 'a command': endAfterCommand, 'an answer': endAfterTagged };

	describe.each(Object.entries(kinds))('at %s', (_kind, end) => {
		/** Cuts at the first, the second and so on, until there is none left to be cut at. */
		const each = async (
			cut: (nth: number) => typeof rules,
			check: (id: string) => Promise<void>,
		) => {
			// Before that Dovecot is signed in to, which takes long and is the same everywhere.
			for (let nth = server.kind === 'real' ? 7 : 1; ; nth++) {
				const id = await put();
				accepted = proxy.accepted();
				let ended = false;
				rules = (connection) => noting(cut(nth)(connection), () => (ended = true));
				seen = [];
				await check(id);
				expect(Math.min(...seen)).toBeGreaterThan(0);
				await closeImapPools();
				await otherClient(server).delete('1:*', 'Drafts');
				await closeImapPools();
				if (!ended) return nth;
			}
		};

		it('is changed all the same where one connection breaks', async () => {
			const count = await each(
				(nth) => (connection) => (connection === 1 ? end(nth) : {}),
				async (id) => {
					expect((await change(id)).alreadyUpdated).toBe(false);
					expect(await found()).toBe('New');
				},
			);
			expect(count).toBeGreaterThan(8);
		}, 120_000);

		it('is there once, as it was or changed, where all break, and changed by a repeat', async () => {
			const subjects = new Set<string | undefined>();
			await each(
				(nth) => () => end(nth),
				async (id) => {
					await change(id).catch(() => {});
					subjects.add(await found());
					rules = () => ({});
					await closeImapPools();
					const { alreadyUpdated, handle } = await change(id);
					expect(await found()).toBe('New');
					expect(handle.uid).toBe((await onlyDraft(server)).uid);
					if (alreadyUpdated) subjects.add('already');
				},
			);
			expect(subjects).toEqual(new Set(['Old', 'New', 'already']));
		}, 120_000);
	});

	it('is its own change where the answer to it was lost', async () => {
		const id = await put();
		rules = (connection) => (connection === 1 ? loseAnswerTo('APPEND') : {});
		expect(await change(id)).toMatchObject({ alreadyUpdated: false });
		expect(await found()).toBe('New');
	});

	it('leaves the old version marked as deleted where the server can only delete all at once', async () => {
		const first = await put();
		await otherClient(server).mark('1:*', 'Drafts', '\\Flagged');
		await server.deliver('alice@example.test', eml({ subject: 'Other' }), { folder: 'Drafts' });
		rules = () => withoutCapabilities('UIDPLUS', 'MOVE');
		const { handle } = await change(first);
		const drafts = await draftsOf(server);
		expect(drafts.map(({ mail }) => mail.subject)).toEqual(['Other', 'New']);
		expect(handle.uid).toBe(drafts[1]?.uid);
		expect(drafts[1]?.flags).toContain('\\Flagged');
		expect(await server.messages('alice@example.test', 'Drafts')).toHaveLength(3);
		const { messages } = await listDrafts(account, everything, { headers: false });
		expect(messages.map(({ subject }) => subject)).toEqual(['New', 'Other']);
	});
});
