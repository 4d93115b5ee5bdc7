import { Container } from '@n8n/di';
import { simpleParser } from 'mailparser';
import { BinaryDataService } from 'n8n-core';
import type { IBinaryData, IDataObject } from 'n8n-workflow';
import { compose } from '../../mail/message/compose';
import { dryRun } from '../../mail/outbox/dryRun';
import { closeSmtpPools } from '../../mail/smtp/pool';
import { accountFor, alice, bob, credentialFor, users } from '../support/account';
import { expectNoSecret } from '../support/failure';
import { outgoing } from '../support/outgoing';
import { overSink, runSend } from '../support/sendNode';
import { describeServers, type TestServer } from '../support/servers';
import { startSmtpSink } from '../support/smtpSink';

const maxMessageSize = 20_000;

describeServers('a dry run', (start) => {
	let server: TestServer;
	beforeAll(async () => {
		server = await start({ users, maxMessageSize });
	});
	afterEach(closeSmtpPools);
	afterAll(() => server?.close());

	const run = (parameters: IDataObject = {}, options: IDataObject = {}, changes = {}) =>
		runSend(
			server,
			{ ...parameters, options: { ...options, dryRun: true } },
			{ credential: credentialFor(server, changes) },
		);

	test('tells what would be sent, and sends nothing', async () => {
		const { json, outputs, error } = await run({ subject: 'only tried' }, { bcc: alice });
		expect(error).toBeUndefined();
		expect(json).toEqual([
			{
				success: true,
				status: 'dryRun',
				messageId: expect.stringMatching(/^<[0-9a-f]{40}@example\.test>$/),
				envelope: { from: alice, to: [bob, alice] },
				size: expect.any(Number),
				maxMessageSize,
				warnings: [],
			},
		]);
		expect(outputs[0]?.[0]).toMatchObject({ pairedItem: { item: 0 } });

		await runSend(server, { subject: 'really sent' });
		for (const folder of ['INBOX', 'Sent']) {
			for (const address of [alice, bob]) {
				const stored = await server.messages(address, folder);
				expect(stored.filter(({ raw }) => raw.includes('only tried'))).toEqual([]);
			}
		}
	});

	test('gives the message as a file', async () => {
		const { outputs, json } = await run({ subject: 'only tried', text: 'Hëllo' }, { bcc: alice });
		const message = outputs[0]?.[0]?.binary?.message as IBinaryData;
		expect(message).toMatchObject({ fileName: 'message.eml', mimeType: 'message/rfc822' });
		const bytes = await Container.get(BinaryDataService).getAsBuffer(message);
		expect(bytes).toHaveLength(json[0]?.size as number);
		expect(await simpleParser(bytes)).toMatchObject({
			subject: 'only tried',
			messageId: json[0]?.messageId,
			text: 'Hëllo\n',
			to: { text: bob },
		});
		expect(bytes.toString()).not.toMatch(/^bcc/im);
	});

	test('signs in and goes', async () => {
		const sink = await startSmtpSink({ extensions: ['DSN'] });
		const options = { dryRun: 'true', deliveryReports: ['failure'] };
		const credential = overSink(server, sink);
		const { json } = await runSend(server, { options }, { credential });
		expect(json[0]).toMatchObject({ success: true, status: 'dryRun', maxMessageSize: null });
		expect(sink.accepted()).toBe(1);
		expect(sink.commands().join('\n')).not.toMatch(/MAIL|RCPT|DATA/);
		await sink.close();
	});

	test('can be followed by the sending', async () => {
		const parameters = { subject: 'tried and sent' };
		const executionId = 'tried and sent';
		const credential = credentialFor(server);
		const tried = { ...parameters, options: { dryRun: true } };
		const first = await runSend(server, tried, { credential, executionId });
		const second = await runSend(server, parameters, { credential, executionId });
		expect(second.json[0]).toMatchObject({
			status: 'delivered',
			alreadySent: false,
			messageId: first.json[0]?.messageId,
		});
	});

	test('fails where the sending would', async () => {
		const wrong = await run({}, {}, { password: `${users[alice]}?` });
		expect(wrong.error?.message).toContain('SMTP_AUTH_FAILED');
		expectNoSecret(JSON.stringify(wrong.error));
		expect((await run({}, {}, { smtpPort: 1 })).error?.message).toContain('CONNECTION_REFUSED');
		expect((await run({ to: '={{ [] }}' })).error?.message).toContain('no recipient');
		expect((await run({ to: 'nobody' })).error?.message).toContain('INVALID_ADDRESS');
	});

	const html = { bodyFormat: 'html', html: '<p>Hi</p>' };
	const many = Array.from({ length: 101 }, (_, index) => `a${index}@example.test`);
	test.each<[RegExp, IDataObject, IDataObject]>([
		[/has \d+ bytes; the server takes 20000/, { text: 'A line of text\n'.repeat(2_000) }, {}],
		[/From is desk@other\.test/, {}, { fromAddress: 'desk@other.test' }],
		[/The envelope sender b@other\.test/, {}, { envelopeSender: 'b@other.test' }],
		[/101 recipients; many servers take only 100/, { to: many.join() }, {}],
		[/has no text/, { text: ' ' }, {}],
		[/HTML only/, html, {}],
		[/HTML only/, { ...html, bodyFormat: 'both', text: ' ' }, {}],
		[/HTML without words/, { ...html, html: '<img src="https://x.test/a.png">' }, {}],
		[/has no text/, { bodyFormat: 'both', text: ' ', html: ' ' }, {}],
	])('warns: %s', async (warning, parameters, options) => {
		const { json } = await run(parameters, options, { aliases: 'desk@other.test' });
		expect(json[0]?.warnings).toEqual([expect.stringMatching(warning)]);
	});

	test.each<[IDataObject, IDataObject]>([
		[{ ...html, bodyFormat: 'both', text: 'Hi' }, {}],
		[{ to: many.slice(1).join() }, {}],
		[{}, { envelopeSender: 'bounces@EXAMPLE.test' }],
		[{}, { fromAddress: 'desk@example.test' }],
	])('does not warn: %j, %j', async (parameters, options) => {
		const { json } = await run(parameters, options, { aliases: 'desk@example.test' });
		expect(json[0]?.warnings).toEqual([]);
	});

	test('warns of more recipients than the provider allows in a day', async () => {
		const plan = (dailyRecipients: number) =>
			dryRun({
				account: { ...accountFor(server), dailyRecipients },
				message: compose(outgoing(), { keepBcc: false }),
				envelope: { from: alice, to: many },
				from: alice,
			});
		expect((await plan(100)).warnings).toEqual([
			'The message has 101 recipients; the provider allows 100 a day.',
		]);
		expect((await plan(500)).warnings).toEqual([
			'The message has 101 recipients; many servers take only 100.',
		]);
	});
});
