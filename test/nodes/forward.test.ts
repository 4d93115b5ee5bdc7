import { randomBytes } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';
import { type ParsedMail, simpleParser } from 'mailparser';
import { closeImapPools } from '../../mail/imap/pool';
import { closeSmtpPools } from '../../mail/smtp/pool';
import { alice, bob, credentialFor, users } from '../support/account';
import { arrived } from '../support/arrived';
import { eml } from '../support/eml';
import type { NodeRun } from '../support/engine';
import { startImapProxy } from '../support/imapProxy';
import { filePart, multipart, part } from '../support/mime';
import { arrivedRaw, flagsOfLast, putOriginal } from '../support/original';
import { runSend } from '../support/sendNode';
import { describeServers, type TestServer } from '../support/servers';

describeServers('Forward', (start) => {
	let server: TestServer;

	beforeEach(async () => {
		server = await start({ users });
	});

	afterEach(async () => {
		closeSmtpPools();
		await closeImapPools();
		await server.close();
	});

	const forward = (id: string, parameters: IDataObject = {}, run: Partial<NodeRun> = {}) =>
		runSend(
			server,
			{ operation: 'forward', message: id, text: 'See below', forwardAs: 'inline', ...parameters },
			run,
		);

	const filesOf = ({ attachments }: ParsedMail) =>
		attachments.map(({ filename, contentType, cid, content }) => ({
			...{ filename, contentType, cid, content: content.toString('latin1') },
		}));

	const latin = Buffer.from('Gr\u00fc\u00dfe \r\nZeile', 'latin1');
	const withFiles = (subject: string) => {
		const mixed = multipart(
			'mixed',
			'm',
			part(['Content-Type: text/html'], '<p>Hi <img src="cid:pic"></p>'),
			filePart('pic.png', 'image/png', Buffer.from('pixels'), ['Content-ID: <pic>']),
			part(
				[
					'Content-Type: text/plain; charset=iso-8859-1',
					'Content-Disposition: attachment; filename=latin.txt',
					'Content-Transfer-Encoding: quoted-printable',
				],
				'Gr=FC=DFe=20\r\nZeile',
			),
			filePart('report (1).pdf', 'application/pdf', Buffer.from('%PDF')),
		);
		return eml({ subject, ...mixed });
	};

	it('says who wrote what to whom, with all files, and marks the original', async () => {
		const id = await putOriginal(server, withFiles('files'));
		const { json, error } = await forward(id);
		expect(error).toBeUndefined();
		expect(json[0]).toMatchObject({
			status: 'delivered',
			accepted: [bob],
			inReplyTo: null,
			original: { id },
			flagged: true,
			warnings: [],
		});
		const [mail] = await arrived(server, 'Fwd: files');
		expect(mail?.text).toMatch(
			/^See below\n\n-+ Forwarded message -+\nFrom: Bob <bob@example\.test>\nDate: 20 November 2026 at .*\nSubject: files\nTo: alice@example\.test\n\nHi/,
		);
		const none = { cid: undefined };
		expect(filesOf(mail!)).toEqual([
			{ ...none, filename: 'pic.png', contentType: 'image/png', content: 'pixels' },
			{
				...none,
				filename: 'latin.txt',
				contentType: 'text/plain',
				content: latin.toString('latin1'),
			},
			{ ...none, filename: 'report (1).pdf', contentType: 'application/pdf', content: '%PDF' },
		]);
		expect((await arrivedRaw(server, json[0]?.messageId)).toString()).toMatch(
			/text\/plain; *charset=iso-8859-1/i,
		);
		expect(await flagsOfLast(server)).toContain('$Forwarded');
	});

	it('shows the images of HTML in their place', async () => {
		const id = await putOriginal(server, withFiles('in html'));
		await forward(id, { bodyFormat: 'html', html: '<p>See</p>' });
		const [mail] = await arrived(server, 'Fwd: in html');
		expect(filesOf(mail!).map(({ filename, cid }) => [filename, cid])).toEqual([
			['pic.png', 'quoted-1@envelope'],
			['latin.txt', undefined],
			['report (1).pdf', undefined],
		]);
		expect(mail?.html).toMatch(/<p>See<\/p>[^]*Forwarded message[^]*<p>Hi <img src="/);
	});

	it('leaves the files out where they are not wanted, but for the images', async () => {
		const id = await putOriginal(server, withFiles('without'));
		const options = { includeAttachments: false, subject: 'none' };
		await forward(id, { options });
		expect((await arrived(server, 'none'))[0]?.attachments).toEqual([]);
		await forward(id, { options: { ...options, subject: 'one' }, bodyFormat: 'html', html: 'x' });
		expect((await arrived(server, 'one'))[0]?.attachments).toHaveLength(1);
	});

	it('sends the original as a message, byte for byte', async () => {
		const raw = withFiles('a/message: "whole"');
		const id = await putOriginal(server, raw);
		const { error, json } = await forward(id, { forwardAs: 'attachment' });
		expect(error).toBeUndefined();
		const [mail] = await arrived(server, 'Fwd: a/message: "whole"');
		expect(mail?.text?.trim()).toBe('See below');
		expect(mail?.attachments).toMatchObject([
			{ filename: 'a message whole.eml', contentType: 'message/rfc822' },
		]);
		expect((await arrivedRaw(server, json[0]?.messageId)).toString()).toContain(
			raw.replace(/\r?\n/g, '\r\n'),
		);
	});

	it('sends a large original as a file, without holding it in memory', async () => {
		const body = randomBytes(9 * 1024 * 1024)
			.toString('base64')
			.replace(/.{76}/g, '$&\r\n');
		const raw = Buffer.from(eml({ subject: 'large', body }));
		const id = await putOriginal(server, raw);
		const { error, json } = await forward(id, { forwardAs: 'attachment' });
		expect(error).toBeUndefined();
		const mail = await simpleParser(await arrivedRaw(server, json[0]?.messageId));
		expect(mail.attachments[0]).toMatchObject({ filename: 'large.eml' });
		expect(mail.attachments[0]?.content.equals(raw)).toBe(true);
	});

	it('sends many at once over few connections', async () => {
		const id = await putOriginal(server, withFiles('many'));
		const items = Array.from({ length: 12 }, () => ({ json: {} }));
		const { json } = await forward(id, {}, { items });
		expect(json.every(({ flagged }) => flagged)).toBe(true);
		expect(await arrived(server, 'Fwd: many', { count: 12 })).toHaveLength(12);
	});

	/** Forwards a file of some chunks, while the connection is cut at its second one so many times. */
	const whileLost = async (times: number, options: IDataObject = {}) => {
		const file = filePart('big.bin', 'application/octet-stream', randomBytes(1024 * 1024));
		const raw = eml({ subject: 'lost', ...multipart('mixed', 'm', file) });
		const id = await putOriginal(server, raw);
		let cuts = 0;
		const proxy = await startImapProxy({
			target: server.ports.imap,
			rules: () => ({
				command: (line) =>
					/<262144\./.test(line) && ++cuts <= times ? { then: 'cut' } : undefined,
			}),
		});
		const credential = credentialFor(server, { imapPort: proxy.port, imapTls: 'none' });
		const result = await forward(id, { options }, { credential });
		await closeImapPools();
		await proxy.close();
		return { ...result, cuts };
	};

	it('is an error, and nothing arrives, where the mailbox is lost while it is read', async () => {
		const { error } = await whileLost(Infinity, { maxAttempts: 1 });
		expect(error?.message).toMatch(/IMAP server .*lost.*CONNECTION_LOST, phase: fetch/);
		expect(await server.messages(bob)).toEqual([]);
		expect(await flagsOfLast(server)).not.toContain('$Forwarded');
	});

	it.each([
		['goes on over another connection', 1, 1],
		['tries again', 3, 2],
	])('%s where the mailbox was lost while it was read', async (_what, times, attempts) => {
		const { json, error, cuts } = await whileLost(times);
		expect(error).toBeUndefined();
		expect(cuts).toBeGreaterThan(times);
		expect(json[0]).toMatchObject({ status: 'delivered', attempts, flagged: true });
		await arrivedRaw(server, json[0]?.messageId);
		expect(await server.messages(bob)).toHaveLength(1);
	});

	it.each([
		['to nobody', { to: '={{ "" }}' }, 'INVALID_ADDRESS'],
		['to what is no address', { to: 'nobody' }, 'INVALID_ADDRESS'],
		['in no way that there is', { forwardAs: '={{ "other" }}' }, 'INVALID_FIELD'],
	])('is refused %s', async (_what, parameters, code) => {
		const id = await putOriginal(server, eml());
		const { error } = await forward(id, parameters);
		expect(error?.message).toContain(code);
	});

	it('marks nothing in a dry run, which has the whole message', async () => {
		const id = await putOriginal(server, withFiles('dry'));
		const { json } = await forward(id, { options: { dryRun: true } });
		expect(json[0]).toMatchObject({ status: 'dryRun', flagged: false });
		expect(await flagsOfLast(server)).not.toContain('$Forwarded');
		expect(await server.messages(bob)).toEqual([]);
		expect(await server.messages(alice, 'Sent')).toEqual([]);
	});
});
