import { closeImapPools } from '../../mail/imap/pool';
import { closeSmtpPools } from '../../mail/smtp/pool';
import { alice, users } from '../support/account';
import { draftJson, draftsOf, emptied, onlyDraft, runDraft } from '../support/drafts';
import { eml } from '../support/eml';
import { filePart, multipart, part } from '../support/mime';
import { flagsOfLast, putOriginal } from '../support/original';
import { otherClient } from '../support/otherClient';
import { overSink } from '../support/sendNode';
import { describeServers, type TestServer } from '../support/servers';
import { startSmtpSink } from '../support/smtpSink';

const withFile = multipart(
	'mixed',
	'outer',
	part(['Content-Type: text/plain'], 'The original text'),
	filePart('plan.pdf', 'application/pdf', Buffer.from('%PDF a plan')),
);

const original = [
	'From: Bob <bob@example.test>',
	'To: alice@example.test, carol@example.test',
	'Cc: Dan <dan@example.test>',
	'Subject: Plan',
	'Message-ID: <plan@x.test>',
	'References: <root@x.test>',
	'Date: Fri, 20 Nov 2026 10:00:00 +0000',
	...withFile.headers,
	'',
	withFile.body,
].join('\r\n');

const body = { bodyFormat: 'text', text: 'My answer' };

describeServers('drafts that answer and pass on', (start) => {
	let server: TestServer;
	let message: string;
	beforeAll(async () => {
		server = await start({ users });
		await otherClient(server).create('Elsewhere');
	});
	beforeEach(async () => {
		message = await putOriginal(server, original);
	});
	afterEach(async () => {
		closeSmtpPools();
		await closeImapPools();
		await emptied(server, 'Drafts', 'INBOX', 'Elsewhere');
	});
	afterAll(() => server?.close());

	it.each([
		['createReply', 'Bob <bob@example.test>', undefined],
		['createReplyAll', 'Bob <bob@example.test>', 'carol@example.test, Dan <dan@example.test>'],
	])('%s is in the conversation and quotes', async (operation, to, cc) => {
		const options = { bcc: 'boss@example.test' };
		const json = await draftJson(server, operation, { message, ...body, options });
		const { mail, flags, uid } = await onlyDraft(server);
		expect(json).toMatchObject({
			...{ success: true, folder: 'Drafts', inReplyTo: '<plan@x.test>', subject: 'Re: Plan' },
			...{ original: { id: message, messageId: '<plan@x.test>' }, warnings: [] },
			messageId: mail.messageId,
		});
		expect(json.id).toMatch(new RegExp(`^${uid}\\.\\d+\\.Drafts$`));
		expect(mail).toMatchObject({
			...{ inReplyTo: '<plan@x.test>', references: ['<root@x.test>', '<plan@x.test>'] },
			...{ subject: 'Re: Plan', attachments: [], bcc: { text: 'boss@example.test' } },
			text: expect.stringMatching(/^My answer\n\nOn 20 November 2026.*wrote:\n> The original text/),
		});
		const named = (field: typeof mail.to) =>
			[field ?? []].flat().map(({ text }) => text.replaceAll('"', ''));
		expect(named(mail.to)).toEqual([to]);
		expect(named(mail.cc)).toEqual(cc === undefined ? [] : [cc]);
		expect(flags).toEqual(expect.arrayContaining(['\\Draft', '\\Seen']));
		expect(await flagsOfLast(server)).not.toContain('\\Answered');
	});

	it('passes on inline with the files, and before the recipients are known', async () => {
		const json = await draftJson(server, 'createForward', {
			message,
			to: '',
			forwardAs: 'inline',
			...body,
		});
		const { mail } = await onlyDraft(server);
		expect(json).toMatchObject({ subject: 'Fwd: Plan', to: [] });
		expect(mail.text).toMatch(/^My answer\n\n-+ Forwarded message -+\nFrom: Bob/);
		expect(mail.attachments).toMatchObject([
			{ filename: 'plan.pdf', content: Buffer.from('%PDF a plan') },
		]);
	});

	it('passes on as a file, byte for byte', async () => {
		await draftJson(server, 'createForward', {
			message,
			to: 'dan@example.test',
			forwardAs: 'attachment',
			...body,
		});
		const { mail } = await onlyDraft(server);
		expect(mail.attachments).toMatchObject([
			{ filename: 'Plan.eml', contentType: 'message/rfc822' },
		]);
		expect(mail.attachments[0]?.content.toString().trimEnd()).toBe(original.trimEnd());
	});

	it.each([
		['createReply', {}, '\\Answered'],
		['createForward', { to: 'dan@example.test', forwardAs: 'inline' }, '$Forwarded'],
	])('%s is noted on the original once the draft is sent', async (operation, parameters, flag) => {
		const { id } = await draftJson(server, operation, { message, ...body, ...parameters });
		const client = otherClient(server);
		await client.copy('1:*', 'INBOX', 'Elsewhere');
		await client.delete('1:*', 'INBOX');
		const sink = await startSmtpSink();
		const run = { credential: overSink(server, sink) };
		const json = await draftJson(server, 'send', { draft: id as string }, run);
		expect(json).toMatchObject({ success: true, warnings: [] });
		expect(sink.messages()[0]?.data.toString()).not.toMatch(/x-forwarded/i);
		expect(await flagsOfLast(server, 'Elsewhere')).toContain(flag);
		await sink.close();
	});

	it('writes nothing where the original is not there', async () => {
		const { error } = await runDraft(server, 'createReply', { message: '<none@x.test>', ...body });
		expect(error?.message).toMatch(/MESSAGE_NOT_FOUND/);
		expect(await draftsOf(server)).toEqual([]);
	});

	it('writes nothing where nobody can be answered', async () => {
		const bounce = await putOriginal(server, eml({ from: '<>' }));
		const { error } = await runDraft(server, 'createReply', { message: bounce, ...body });
		expect(error?.message).toMatch(/INVALID_ADDRESS/);
		expect(await draftsOf(server)).toEqual([]);
	});

	it('gives a model the same from an expression', async () => {
		const parameters = { message: '={{ $json.id }}', ...body };
		const run = { items: [{ json: { id: message } }], asTool: true };
		expect(await draftJson(server, 'createReply', parameters, run)).toMatchObject({
			success: true,
		});
		expect((await onlyDraft(server)).mail.from?.text).toBe(alice);
	});
});
