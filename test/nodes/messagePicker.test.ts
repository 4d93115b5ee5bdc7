import type { INodeListSearchResult } from 'n8n-workflow';
import { closeImapPools } from '../../mail/imap/pool';
import { EnvelopeMailbox } from '../../nodes/EnvelopeMailbox/EnvelopeMailbox.node';
import { messagesOf, searchMessages } from '../../nodes/shared/message/messagePicker';
import { alice, credentialFor, users } from '../support/account';
import { editorOf } from '../support/editor';
import { eml } from '../support/eml';
import { describeServers, type TestServer } from '../support/servers';

describeServers('the picker of messages', (start) => {
	let server: TestServer;

	beforeAll(async () => {
		server = await start({ users, withoutSmtp: true });
		for (let n = 1; n <= 120; n++) await deliver({ subject: `Order ${n}` });
		await deliver({ subject: 'Grüße', from: '"Zoë\u202e" <zoe@x.test>' });
		await deliver({ subject: '', from: '' });
		await server.deliver(alice, eml({ subject: 'Old' }), { folder: 'Archive' });
	});
	afterAll(async () => {
		await closeImapPools();
		await server.close();
	});

	const deliver = (mail: Parameters<typeof eml>[0]) =>
		server.deliver(alice, eml(mail), { date: new Date('2026-11-20T10:00:00Z') });
	const editor = (changes = {}) =>
		editorOf(new EnvelopeMailbox(), credentialFor(server, changes), 'parameters.message');
	const names = ({ results }: INodeListSearchResult) => results.map(({ name }) => name);

	it('lists the newest of the inbox, page by page, also while mail comes in', async () => {
		const first = await searchMessages.call(editor());
		expect(names(first).slice(0, 3)).toEqual([
			'(No Subject), 2026-11-20 11:00',
			'Grüße – Zoë, 2026-11-20 11:00',
			'Order 120 – Bob, 2026-11-20 11:00',
		]);
		expect(first.results[2]?.value).toMatch(/^120\.\d+\.INBOX$/);
		await deliver({ subject: 'Just in' });
		const second = await searchMessages.call(editor(), '', first.paginationToken);
		const third = await searchMessages.call(editor(), '', second.paginationToken);
		expect(third.paginationToken).toBeUndefined();
		const all = [first, second, third].flatMap(names);
		expect(all).toHaveLength(122);
		expect(all.at(-1)).toContain('Order 1 –');
	});

	it('finds by subject and sender, page by page', async () => {
		expect(names(await searchMessages.call(editor(), ' grüße '))).toHaveLength(1);
		expect(names(await searchMessages.call(editor(), 'ZOE@x.test'))).toHaveLength(1);
		expect(await searchMessages.call(editor(), 'nobody')).toEqual({ results: [] });
		const first = await searchMessages.call(editor(), 'order');
		const second = await searchMessages.call(editor(), 'order', first.paginationToken);
		const third = await searchMessages.call(editor(), 'order', second.paginationToken);
		expect(third.paginationToken).toBeUndefined();
		expect([first, second, third].flatMap(names)).toHaveLength(120);
	});

	it.each(['"', '\\', '" ALL', '*)', '\r\nx LOGOUT', '{5}', '\0'])(
		'takes %j for a text, or says what is wrong',
		async (text) => {
			const found = await searchMessages.call(editor(), text).catch((error: unknown) => error);
			if (found instanceof Error) expect(found.message).toMatch(/refused to search|line break/);
			// The quotes around a name may count.
			else expect(names(found as INodeListSearchResult).length).toBeLessThan(2);
			expect(names(await searchMessages.call(editor(), 'grüße'))).toHaveLength(1);
		},
	);

	it('lists another folder, and one with nothing in it', async () => {
		expect(names(await messagesOf(editor(), '\\Archive'))).toEqual([expect.stringMatching(/^Old/)]);
		expect(await messagesOf(editor(), 'Junk')).toEqual({ results: [] });
		await expect(messagesOf(editor(), 'Nowhere')).rejects.toThrow(/FOLDER_NOT_FOUND/);
	});

	it('says why there is nothing to pick from', async () => {
		const wrong = editor({ password: 'wrong' });
		await expect(searchMessages.call(wrong)).rejects.toThrow(/IMAP_AUTH_FAILED/);
	});
});
