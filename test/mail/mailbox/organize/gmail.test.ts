import type { Account } from '../../../../mail/account/settings';
import { closeImapPools } from '../../../../mail/imap/pool';
import { archive } from '../../../../mail/mailbox/organize/archive';
import { addLabels, removeLabels } from '../../../../mail/mailbox/organize/labels';
import { removeForGood } from '../../../../mail/mailbox/organize/remove';
import { reportSpam } from '../../../../mail/mailbox/organize/spam';
import { failureOf } from '../../../support/failure';
import { GmailMailbox } from '../../../support/gmailMailbox';
import { imapAccount } from '../../../support/imapAccount';
import { type ScriptedServer, startScriptedServer } from '../../../support/scriptedServer';

describe('at Gmail', () => {
	let gmail: GmailMailbox;
	let server: ScriptedServer;
	let account: Account;

	beforeEach(async () => {
		gmail = new GmailMailbox([['\\Inbox', 'Kunden'], ['\\Inbox'], ['Kunden']]);
		server = await startScriptedServer(gmail.script);
		account = imapAccount(server.port, 'none');
	});

	afterEach(async () => {
		await closeImapPools();
		await server.close();
	});

	const at = (uid: number, folder = 'INBOX') => ({ uid, uidValidity: '7', folder });

	const labelsOf = (id: number) =>
		[...(gmail.messages.find((message) => message.id === id)?.labels ?? [])].sort();

	it('labels are put on and taken off, whatever they are called', async () => {
		const names = ['Öl & Gas', 'two words', '\\important'];
		const [outcome] = await addLabels(account, [at(1)], names);
		expect(outcome).toMatchObject({
			labels: expect.arrayContaining(['Kunden', 'Öl & Gas', 'two words', '\\Important']),
			notes: [],
		});
		expect(labelsOf(1)).toEqual(['&ANY-l &- Gas', 'Kunden', '\\Important', '\\Inbox', 'two words']);
		const [after] = await removeLabels(account, [at(1)], ['Öl & Gas', 'Kunden']);
		expect(after).toMatchObject({ handle: at(1), notes: [] });
		expect(after?.now).toBeUndefined();
		expect(labelsOf(1)).toEqual(['\\Important', '\\Inbox', 'two words']);
	});

	it.each(['\\Trash', '\\Seen', '\\Any', 'a\r\nb', '', 'x'.repeat(600)])(
		'%j is no label, and nothing is done',
		async (name) => {
			const failure = await failureOf(addLabels(account, [at(1)], ['Good', name]));
			expect(failure.code).toBe('INVALID_FIELD');
			expect(labelsOf(1)).toEqual(['Kunden', '\\Inbox']);
		},
	);

	it('the label that its folder is takes a message out of it', async () => {
		const [one, other] = await removeLabels(account, [at(1003, 'Kunden'), at(1)], ['Kunden']);
		expect(one).toMatchObject({ handle: at(1003, 'Kunden'), now: at(2003, '[Gmail]/Alle') });
		expect(other).toMatchObject({ handle: at(1) });
		expect([1, 3].map(labelsOf)).toEqual([['\\Inbox'], []]);
	});

	it('to archive is to take out of the inbox, from wherever it was found', async () => {
		const handles = [at(2), at(1001, 'Kunden'), at(1003, 'Kunden')];
		const outcomes = await archive(account, handles);
		expect(outcomes.map(({ now }) => now)).toEqual([
			at(2002, '[Gmail]/Alle'),
			undefined,
			undefined,
		]);
		expect([1, 2, 3].map(labelsOf)).toEqual([['Kunden'], [], ['Kunden']]);
	});

	it('archived is what moved, also where the server does not say where it is', async () => {
		gmail.saysCopyUid = false;
		const [outcome] = await archive(account, [at(2)]);
		expect(outcome).toMatchObject({ now: null, notes: [expect.stringMatching(/find it there/)] });
		expect(outcome?.error).toBeUndefined();
		expect(labelsOf(2)).toEqual([]);
	});

	it('spam moves, without a keyword', async () => {
		const [outcome] = await reportSpam(account, [at(2)]);
		expect(outcome?.now).toEqual(at(3002, '[Gmail]/Spam'));
		expect(gmail.commands.join('\n')).not.toContain('$Junk');
	});

	it('what is deleted for good goes through the trash', async () => {
		const outcomes = await removeForGood(account, [at(1), at(1003, 'Kunden')]);
		expect(outcomes.map(({ handle, error }) => [handle, error])).toEqual([
			[at(1), undefined],
			[at(1003, 'Kunden'), undefined],
		]);
		expect(gmail.messages.map(({ id }) => id)).toEqual([2]);
		const expunges = gmail.commands.filter((command) => command.startsWith('UID EXPUNGE'));
		expect(expunges).toEqual(['UID EXPUNGE 4001', 'UID EXPUNGE 4003']);
	});
});
