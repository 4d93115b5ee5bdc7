import { createHash } from 'node:crypto';
import { Container } from '@n8n/di';
import { BinaryDataService } from 'n8n-core';
import type { IDataObject } from 'n8n-workflow';
import { closeImapPools } from '../../mail/imap/pool';
import { closeSmtpPools } from '../../mail/smtp/pool';
import { alice, bob, credentialFor, users } from '../support/account';
import type { NodeRun } from '../support/engine';
import { arrivedRaw, flagsOfLast, putOriginal } from '../support/original';
import { runSend } from '../support/sendNode';
import { describeServers, type TestServer } from '../support/servers';
import { startSmtpSink } from '../support/smtpSink';

const signed = [
	'Received: from mx.x.test by y.test; Fri, 20 Nov 2026 09:00:00 +0000',
	'DKIM-Signature: v=1; a=rsa-sha256; c=simple/simple; d=x.test; s=k;\r\n h=from:to:subject; bh=abc=; b=def=',
	'From: Dave <dave@x.test>',
	'To:   list@x.test',
	'Subject: =?utf-8?Q?K=C3=B6ln?=  two  spaces',
	'Message-ID: <signed@x.test>',
	'Content-Type: text/plain; charset=iso-8859-1',
	'Content-Transfer-Encoding: 8bit',
	'',
	'Gr\xfc\xdfe \t\r\n.\r\n..\r\nReturn-Path: <x>\r\n',
].join('\r\n');

describeServers('Redirect', (start) => {
	let server: TestServer;

	beforeEach(async () => {
		server = await start({ users });
	});

	afterEach(async () => {
		closeSmtpPools();
		await closeImapPools();
		await server.close();
	});

	const redirect = (id: string, parameters: IDataObject = {}, run: Partial<NodeRun> = {}) =>
		runSend(server, { operation: 'redirect', message: id, ...parameters }, run);

	const deliver = (text: string) => putOriginal(server, Buffer.from(text, 'latin1'));

	it('sends the message on unchanged, under fields of its own', async () => {
		const id = await deliver(`Return-Path: <dave@x.test>\r\n${signed}`);
		const { json, error } = await redirect(id, { to: `Bob <${bob}>` });
		expect(error).toBeUndefined();
		expect(json[0]).toMatchObject({
			status: 'delivered',
			messageId: '<signed@x.test>',
			resentMessageId: expect.stringMatching(/^<[^<>@]+@example\.test>$/),
			envelope: { from: alice, to: [bob] },
			original: { id, messageId: '<signed@x.test>' },
		});
		const got = (await arrivedRaw(server, json[0]?.resentMessageId)).toString('latin1');
		const at = got.indexOf(signed.slice(0, 60));
		expect(got.slice(at)).toBe(signed);
		expect(got.slice(0, at)).not.toContain('dave@x.test');
		const fields = got.slice(0, at).replace(/\r\n[ \t]+/g, ' ');
		expect(fields).toMatch(
			/Resent-Date: \w{3}, \d\d \w{3} \d{4} [\d:]{8} \+0000\r\nResent-From: alice@example\.test\r\nResent-To: bob@example\.test\r\nResent-Message-ID: <[^>]+>\r\n$/,
		);
		expect(fields).toContain(json[0]?.resentMessageId);
		expect(await flagsOfLast(server)).toEqual(
			expect.not.arrayContaining(['$Forwarded', '\\Answered']),
		);
	});

	it('keeps the body hash of a signature on the wire', async () => {
		const id = await deliver(signed);
		const sink = await startSmtpSink();
		const credential = credentialFor(server, { smtpPort: sink.port, smtpTls: 'none' });
		const { error } = await redirect(id, {}, { credential });
		expect(error).toBeUndefined();
		const [message] = sink.messages();
		const wire = (message?.data.toString('latin1') ?? '').replace(/\r\n\.\./g, '\r\n.');
		const bodyHash = (text: string) =>
			createHash('sha256')
				.update(text.slice(text.indexOf('\r\n\r\n') + 4).trimEnd(), 'latin1')
				.digest('hex');
		expect(bodyHash(wire)).toBe(bodyHash(signed));
		expect(message?.mail).toMatch(/^FROM:<alice@example\.test> BODY=8BITMIME/);
		await sink.close();
	});

	it('has the envelope sender that the options say', async () => {
		const id = await deliver(signed);
		const sink = await startSmtpSink();
		const credential = credentialFor(server, { smtpPort: sink.port, smtpTls: 'none' });
		const options = { envelopeSender: 'bounces@example.test' };
		const { json } = await redirect(
			id,
			{ to: [bob, alice, 'BOB@example.test'], options },
			{ credential },
		);
		expect(json[0]?.envelope).toEqual({ from: 'bounces@example.test', to: [bob, alice] });
		expect(sink.messages()[0]?.mail).toMatch(/^FROM:<bounces@example\.test>/);
		await sink.close();
	});

	it('lets no message be smuggled in behind a bare line break', async () => {
		const body = 'a\n.\nMAIL FROM:<evil@x.test>\r\n\r.\r\nb\r\n.\r\n\rc\n.\r\n';
		const id = await deliver(signed + body);
		const sink = await startSmtpSink();
		const credential = credentialFor(server, { smtpPort: sink.port, smtpTls: 'none' });
		await redirect(id, {}, { credential });
		expect(sink.messages()).toHaveLength(1);
		const data = sink.messages()[0]?.data.toString('latin1') ?? '';
		expect(data.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
		expect(data).not.toMatch(/\r\n\.\r\n/);
		await sink.close();
	});

	it('is found as sent by its new ID', async () => {
		const id = await deliver(signed);
		const options = { idempotencyKey: `redirect ${server.kind}` };
		const first = await redirect(id, { options });
		expect(first.json[0]).toMatchObject({ alreadySent: false, sentCopy: { status: 'saved' } });
		const again = await redirect(id, { options });
		expect(again.json[0]).toMatchObject({
			alreadySent: true,
			resentMessageId: first.json[0]?.resentMessageId,
		});
		await arrivedRaw(server, first.json[0]?.resentMessageId);
		expect(await server.messages(bob)).toHaveLength(1);
	});

	it('of a dry run has the whole message and sends nothing', async () => {
		const { json, outputs } = await redirect(await deliver(signed), { options: { dryRun: true } });
		expect(json[0]).toMatchObject({ status: 'dryRun', original: { messageId: '<signed@x.test>' } });
		const bytes = await Container.get(BinaryDataService).getAsBuffer(
			outputs[0]![0]!.binary!.message!,
		);
		expect(bytes.toString('latin1')).toMatch(/^Resent-Date: /);
		expect(bytes.toString('latin1')).toContain(signed);
		expect(await server.messages(bob)).toEqual([]);
	});

	it('does without a Message-ID of the original', async () => {
		const id = await deliver(signed.replace(/Message-ID:.*\r\n/, ''));
		const { json, error } = await redirect(id);
		expect(error).toBeUndefined();
		expect(json[0]).toMatchObject({ original: { id, messageId: null } });
	});

	it.each([
		['to nobody', { to: '={{ "" }}' }, 'INVALID_ADDRESS'],
		['to a line break', { to: 'a@x.test\r\nBcc: evil@x.test' }, 'INVALID_FIELD'],
		['a message that is not there', { message: '<gone@x.test>' }, 'MESSAGE_NOT_FOUND'],
		['by a handle that is stale', { message: '1.1.INBOX' }, 'STALE_HANDLE'],
	])('is refused %s', async (_what, parameters, code) => {
		const { error } = await redirect(await deliver(signed), parameters);
		expect(error?.message).toContain(code);
		expect(await server.messages(bob)).toEqual([]);
	});
});
