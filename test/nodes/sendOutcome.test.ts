import type { IDataObject } from 'n8n-workflow';
import { closeSmtpPools } from '../../mail/smtp/pool';
import { alice, bob, users } from '../support/account';
import { arrived } from '../support/arrived';
import type { NodeRun } from '../support/engine';
import { expectNoSecret } from '../support/failure';
import { overSink, runSend } from '../support/sendNode';
import { describeServers, type TestServer } from '../support/servers';
import { CUT, type SmtpSink, type SmtpSinkOptions, startSmtpSink } from '../support/smtpSink';

const carol = 'carol@example.test';

describeServers('what became of a message', (start) => {
	let server: TestServer;
	let sink: SmtpSink;
	beforeAll(async () => {
		server = await start({ users });
	});
	afterEach(async () => {
		closeSmtpPools();
		await sink?.close();
	});
	afterAll(() => server?.close());

	const play = async (options?: SmtpSinkOptions) => (sink = await startSmtpSink(options));
	const send = (options: IDataObject = {}, run: Partial<NodeRun> = {}, parameters = {}) =>
		runSend(server, { ...parameters, options }, { credential: overSink(server, sink), ...run });
	const refusesCarol = (line: string) =>
		line.startsWith(`RCPT TO:<${carol}>`) ? '550 5.1.1 Who?' : undefined;

	describe('where some recipients are refused', () => {
		const both = { to: `${bob}, ${carol}` };

		test('it is a success that names them', async () => {
			await play({ answer: refusesCarol });
			const { json } = await send({}, {}, both);
			expect(json[0]).toMatchObject({
				success: true,
				status: 'partial',
				accepted: [bob],
				rejected: [
					{ recipient: carol, code: 550, enhancedCode: '5.1.1', response: '550 5.1.1 Who?' },
				],
				unknown: [],
				sentCopy: { status: 'saved' },
			});
		});

		test('it is an error where that was chosen, and no repeat sends twice', async () => {
			await play({ answer: refusesCarol });
			const { error } = await send({ failIfAnyRefused: true }, { retryOnFail: true }, both);
			expect(error?.message).toContain('RECIPIENT_REJECTED');
			expect(error?.message).toContain(`${carol} ("550 5.1.1 Who?")`);
			expect(error?.message).toContain('the others have the message');
			expect(sink.delivered()).toEqual([bob]);
		});

		test('the failed item tells it too', async () => {
			await play({ answer: refusesCarol });
			const { json } = await send(
				{ failIfAnyRefused: true },
				{ onError: 'continueRegularOutput' },
				both,
			);
			expect(json[0]).toMatchObject({
				success: false,
				error: {
					code: 'RECIPIENT_REJECTED',
					transient: false,
					details: { recipient: carol, rejected: [{ recipient: carol, code: 550 }] },
				},
			});
		});

		test('it says so where these were only put off', async () => {
			await play({
				answer: (line) => (line.startsWith(`RCPT TO:<${carol}>`) ? '450 4.7.1 Later' : undefined),
			});
			const options = { failIfAnyRefused: true, maxAttempts: 1 };
			const { json } = await send(options, { onError: 'continueRegularOutput' }, both);
			expect(json[0]).toMatchObject({
				error: {
					code: 'RECIPIENT_REJECTED',
					message: expect.stringMatching(/these alone are tried again.*Trying again may help/),
					transient: true,
				},
			});
		});

		test('it is an error too where nobody knows of some', async () => {
			const answers: Record<string, string[]> = {
				[`RCPT TO:<${carol}>`]: ['450 4.7.1 Wait 1 s'],
				'.': ['250 OK', CUT],
			};
			await play({ answer: (line) => answers[line]?.shift() });
			const { error } = await send({ failIfAnyRefused: true }, {}, both);
			expect(error?.message).toMatch(/1 recipients, and it is not known whether carol@.*UNKNOWN/);
			expect(error?.message).toContain('the others have the message');
		});

		test('an agent never gets that error', async () => {
			await play({ answer: refusesCarol });
			const { json } = await send({ failIfAnyRefused: true }, { asTool: true }, both);
			expect(json[0]).toMatchObject({ success: true, status: 'partial' });
		});

		test('where all took it there is none', async () => {
			await play();
			const { json } = await send({ failIfAnyRefused: true }, {}, both);
			expect(json[0]).toMatchObject({ success: true, status: 'delivered' });
		});
	});

	test('a connection that is cut before the message is made again', async () => {
		const answers = [CUT];
		await play({ answer: (line) => (line.startsWith('MAIL') ? answers.shift() : undefined) });
		const { json } = await send();
		expect(json[0]).toMatchObject({ status: 'delivered', attempts: 2 });
		expect(sink.delivered()).toEqual([bob]);
	});

	test('one that is cut after it is an error that says so', async () => {
		await play({ answer: (line) => (line === '.' ? CUT : undefined) });
		const credential = overSink(server, sink, { use: 'send' });
		const { error } = await send({}, { credential });
		expect(error?.message).toMatch(/before sending again.*OUTCOME_UNKNOWN/);
		expectNoSecret(JSON.stringify(error));
		expect(sink.messages()).toHaveLength(1);
	});

	test.each([{ maxAttempts: 1 }, { maxAttempts: '1' }, { retrySeconds: 0 }, { retrySeconds: '0' }])(
		'nothing is tried again with %j',
		async (options) => {
			await play({ answer: (line) => (line.startsWith('RCPT') ? '450 4.7.1 Later' : undefined) });
			const { error } = await send(options);
			expect(error?.message).toContain('Trying again may help.');
			expect(sink.commands().filter((line) => line.startsWith('RCPT'))).toHaveLength(1);
		},
	);

	describe('delivery reports', () => {
		const deliveryReports = ['failure', 'delay'];

		test('are asked for on the wire', async () => {
			await play({ extensions: ['DSN'] });
			const { json } = await send({ deliveryReports }, {}, { to: [bob, carol] });
			const [message] = sink.messages();
			expect(message?.mail).toMatch(
				/^FROM:<alice@example\.test> RET=HDRS ENVID=[0-9a-f]{40}@example\.test$/,
			);
			expect(json[0]?.messageId).toBe(`<${message?.mail.split('ENVID=')[1]}>`);
			expect(message?.rcpt).toEqual([
				`TO:<${bob}> NOTIFY=FAILURE,DELAY`,
				`TO:<${carol}> NOTIFY=FAILURE,DELAY`,
			]);
			expect(json[0]).toMatchObject({ warnings: [] });
		});

		test('have an ID that is not too long', async () => {
			await play({ extensions: ['DSN'] });
			const domain = `${'a'.repeat(60)}.test`;
			const credential = overSink(server, sink, { address: `alice@${domain}` });
			await send({ deliveryReports }, { credential });
			expect(sink.messages()[0]?.mail).toMatch(/ ENVID=[0-9a-f]{40}$/);
		});

		test('on a redirected message have the ID of the redirection', async () => {
			await play({ extensions: ['DSN'] });
			const messageId = `<${Math.random()}@author.test>`;
			await server.deliver(alice, `From: ${bob}\r\nMessage-ID: ${messageId}\r\n\r\nText\r\n`);
			const redirect = { operation: 'redirect', message: messageId, to: carol };
			const { json } = await send({ deliveryReports }, {}, redirect);
			const resentId = json[0]?.resentMessageId as string;
			expect(sink.messages()[0]?.mail).toContain(`ENVID=${resentId.slice(1, -1)}`);
		});

		test('are missed where the server does not offer them', async () => {
			await play();
			const { json } = await send({ deliveryReports });
			expect(sink.messages()[0]?.mail).not.toMatch(/RET|ENVID/);
			expect(sink.messages()[0]?.rcpt).toEqual([`TO:<${bob}>`]);
			expect(json[0]).toMatchObject({
				status: 'delivered',
				warnings: [expect.stringContaining('DSN')],
			});
		});

		test.each([
			{},
			{ deliveryReports: [] },
			{ deliveryReports: '' },
			{ deliveryReports: '={{ null }}' },
		])('are not asked for with %j', async (options) => {
			await play({ extensions: ['DSN'] });
			const { json } = await send(options);
			expect(sink.messages()[0]?.mail).not.toMatch(/RET|ENVID/);
			expect(sink.messages()[0]?.rcpt).toEqual([`TO:<${bob}>`]);
			expect(json[0]).toMatchObject({ warnings: [] });
		});

		test('may be named in a text', async () => {
			await play({ extensions: ['DSN'] });
			await send({ deliveryReports: '={{ "success, failure" }}' });
			expect(sink.messages()[0]?.rcpt).toEqual([`TO:<${bob}> NOTIFY=SUCCESS,FAILURE`]);
		});
	});

	describe('the envelope sender', () => {
		test('is on the wire, and From stays what it is', async () => {
			await play();
			const { json } = await send({ envelopeSender: 'Bounces <bounces@example.test>' });
			const [message] = sink.messages();
			expect(message?.mail).toMatch(/^FROM:<bounces@example\.test>( |$)/);
			expect(message?.data.toString()).toMatch(/^From: alice@example\.test\r$/m);
			expect(json[0]).toMatchObject({ envelope: { from: 'bounces@example.test', to: [bob] } });
		});

		test('reaches the receiver', async () => {
			await runSend(server, { subject: 'bounces', options: { envelopeSender: bob } });
			const [mail] = await arrived(server, 'bounces');
			expect(mail?.headers.get('return-path')).toMatchObject({ value: [{ address: bob }] });
			expect(mail?.from?.value).toMatchObject([{ address: alice }]);
		});

		test.each(['', '  ', '={{ null }}'])('is the sender for %j', async (envelopeSender) => {
			await play();
			await send({ envelopeSender });
			expect(sink.messages()[0]?.mail).toMatch(/^FROM:<alice@example\.test>/);
		});

		test.each([
			'a@example.test\r\nRCPT TO:<evil@example.test>',
			'a@example.test>\r\nDATA',
			'a@example.test> SIZE=1',
			'a@example.test\0',
			'a@exam\u0085ple.test',
			'a@exam\u2028ple.test',
			'a@example.test SIZE=1',
			'no address',
			`${alice}, ${bob}`,
		])('%j is refused', async (envelopeSender) => {
			await play();
			const { error } = await send({ envelopeSender });
			expect(error?.message).toMatch(/Envelope Sender.*(INVALID_FIELD|INVALID_ADDRESS)/);
			expect(sink.accepted()).toBe(0);
		});
	});

	describe('options as texts', () => {
		test('that models write', async () => {
			await play({ answer: refusesCarol, extensions: ['DSN'] });
			const options = {
				dryRun: 'false',
				failIfAnyRefused: '={{ "True" }}',
				sendAgainInDoubt: '',
				retrySeconds: '',
				maxAttempts: ' 3 ',
				deliveryReports: 'failure',
			};
			const { error } = await send(options, {}, { to: [bob, carol] });
			expect(error?.message).toContain('RECIPIENT_REJECTED');
			expect(sink.messages()[0]?.rcpt).toEqual([`TO:<${bob}> NOTIFY=FAILURE`]);
		});

		test('that are empty or null', async () => {
			await play();
			const names = ['dryRun', 'failIfAnyRefused', 'retrySeconds', 'maxAttempts'];
			for (const value of ['', '={{ null }}', '={{ undefined }}']) {
				const { json } = await send(Object.fromEntries(names.map((name) => [name, value])));
				expect(json[0]).toMatchObject({ status: 'delivered' });
			}
		});

		test.each([
			[{ dryRun: 'maybe' }, 'Dry Run'],
			[{ dryRun: '={{ ({}) }}' }, 'Dry Run'],
			[{ maxAttempts: 0 }, 'Maximum Attempts'],
			[{ maxAttempts: 11 }, 'Maximum Attempts'],
			[{ maxAttempts: 'often' }, 'Maximum Attempts'],
			[{ retrySeconds: -1 }, 'Give Up After'],
			[{ retrySeconds: 3601 }, 'Give Up After'],
			[{ deliveryReports: ['read'] }, 'Delivery Reports'],
		])('%j is refused', async (options, label) => {
			await play();
			const { error } = await send(options);
			expect(error?.message).toContain('INVALID_FIELD');
			expect(error?.message).toContain(label);
			expect(sink.accepted()).toBe(0);
		});
	});
});
