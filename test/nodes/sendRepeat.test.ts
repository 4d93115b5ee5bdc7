import { Container } from '@n8n/di';
import { InstanceSettings } from 'n8n-core';
import type { IDataObject } from 'n8n-workflow';
import { closeSmtpPools } from '../../mail/smtp/pool';
import { alice, bob, users } from '../support/account';
import { eml } from '../support/eml';
import type { NodeRun } from '../support/engine';
import { putOriginal } from '../support/original';
import { overSink, runSend } from '../support/sendNode';
import { describeServers, type TestServer } from '../support/servers';
import { type SmtpSink, type SmtpSinkOptions, startSmtpSink } from '../support/smtpSink';

const carol = 'carol@example.test';
const perItem = { to: '={{ $json.to }}', subject: '={{ $json.subject ?? "Hello" }}' };
const itemsOf = (...items: IDataObject[]) => items.map((json) => ({ json: { to: bob, ...json } }));

describeServers('Envelope Send repeated', (start) => {
	let server: TestServer;
	let sink: SmtpSink;
	beforeAll(async () => {
		server = await start({ users });
	});
	afterEach(async () => {
		closeSmtpPools();
		await sink.close();
	});
	afterAll(() => server?.close());

	const play = async (answer?: SmtpSinkOptions['answer']) =>
		(sink = await startSmtpSink({ answer }));

	const send = async (options: IDataObject = {}, run: Partial<NodeRun> = {}) => {
		const credential = overSink(server, sink);
		const { json, error } = await runSend(
			server,
			{ ...perItem, options },
			{
				items: itemsOf({}),
				credential,
				...run,
			},
		);
		if (error) throw error;
		return json.map(({ alreadySent }) => alreadySent);
	};

	describe('without a key', () => {
		test('n8n’s own retry sends only what was not sent', async () => {
			const answers = ['451 4.3.0 Later'];
			await play((line) => (line.startsWith(`RCPT TO:<${carol}>`) ? answers.shift() : undefined));
			const items = itemsOf({ to: bob }, { to: carol });
			expect(await send({ maxAttempts: 1 }, { items, retryOnFail: true })).toEqual([true, false]);
			expect(sink.delivered()).toEqual([bob, carol]);
		});

		test('another execution sends again', async () => {
			await play();
			expect(await send({}, { executionId: '4711' })).toEqual([false]);
			expect(await send({}, { executionId: '4711' })).toEqual([true]);
			expect(await send({}, { executionId: '4712' })).toEqual([false]);
			expect(sink.messages()).toHaveLength(2);
		});

		test('each round of a loop sends', async () => {
			await play();
			expect(await send({}, { runs: 3 })).toEqual([false, false, false]);
			expect(sink.messages()).toHaveLength(3);
		});

		test('nodes with the same ID send each', async () => {
			await play();
			const run = { executionId: 'same ID' };
			expect(await send({}, run)).toEqual([false]);
			expect(await send({}, { ...run, name: 'Tested too' })).toEqual([false]);
			expect(sink.messages()).toHaveLength(2);
		});

		test('an item that holds a tool call’s ID is an item', async () => {
			await play();
			const items = itemsOf({ toolCallId: 'call_1' }, { toolCallId: 'call_1' });
			expect(await send({}, { items })).toEqual([false, false]);
			expect(sink.messages()).toHaveLength(2);
		});

		test('who was put off is tried again, and nobody else', async () => {
			const answers = ['450 4.7.1 Later'];
			await play((line) => (line.startsWith(`RCPT TO:<${carol}>`) ? answers.shift() : undefined));
			const items = itemsOf({ to: `${bob}, ${carol}` });
			const options = { maxAttempts: 1, failIfAnyRefused: true };
			expect(await send(options, { items, retryOnFail: true })).toEqual([false]);
			expect(sink.delivered()).toEqual([bob, carol]);
		});

		test('items of the same content are messages of their own', async () => {
			await play();
			expect(await send({}, { items: itemsOf({}, {}) })).toEqual([false, false]);
			expect(sink.messages()).toHaveLength(2);
		});
	});

	describe('with a key', () => {
		const keyed = (idempotencyKey: string) => ({ idempotencyKey });

		test('another execution does not send again', async () => {
			await play();
			expect(await send(keyed('invoice 1'))).toEqual([false]);
			expect(await send(keyed(' invoice 1 '))).toEqual([true]);
			expect(await send(keyed('invoice 2'))).toEqual([false]);
			expect(sink.messages()).toHaveLength(2);
		});

		test('items with the same key are one mail', async () => {
			await play();
			const items = itemsOf({ key: 11 }, { key: '11' }, { key: 12 });
			expect((await send(keyed('={{ $json.key }}'), { items })).sort()).toEqual([
				false,
				false,
				true,
			]);
			expect(sink.messages()).toHaveLength(2);
		});

		test.each(['', '  ', '={{ $json.missing }}', '={{ null }}'])(
			'that is empty (%j) it is as without one',
			async (key) => {
				await play();
				expect([...(await send(keyed(key))), ...(await send(keyed(key)))]).toEqual([false, false]);
			},
		);

		test('a mail in the mailbox is recognised, whoever sent it', async () => {
			await play();
			const options = keyed('sent by another process');
			const dryRun = { ...options, dryRun: true };
			const credential = overSink(server, sink);
			const { json } = await runSend(server, { options: dryRun }, { credential });
			const raw = `Message-ID: ${json[0]?.messageId as string}\r\n\r\n`;
			await server.deliver(alice, raw, { folder: 'Sent' });
			expect(await send(options)).toEqual([true]);
			expect(sink.messages()).toEqual([]);
		});

		test('it is another mail in another n8n', async () => {
			await play();
			const idOf = async (instanceId: string) => {
				jest.replaceProperty(Container.get(InstanceSettings), 'instanceId', instanceId);
				const options = { ...keyed('invoice 5'), dryRun: true };
				const credential = overSink(server, sink);
				const { json } = await runSend(server, { options }, { credential });
				return json[0]?.messageId;
			};
			expect(await idOf('one')).toBe(await idOf('one'));
			expect(await idOf('one')).not.toBe(await idOf('another'));
			jest.restoreAllMocks();
		});

		test('nothing that strangers put into the inbox keeps it from being sent', async () => {
			await play();
			const options = keyed('invoice 6');
			const credential = overSink(server, sink);
			const tried = await runSend(
				server,
				{ options: { ...options, dryRun: true } },
				{ credential },
			);
			const raw = `From: ${alice}\r\nMessage-ID: ${tried.json[0]?.messageId as string}\r\n\r\n`;
			await server.deliver(alice, raw);
			expect(await send(options)).toEqual([false]);
			expect(sink.delivered()).toEqual([bob]);
		});

		test('it is not for a mail to somebody else', async () => {
			await play();
			await send(keyed('invoice 7'));
			const toCarol = send(keyed('invoice 7'), { items: itemsOf({ to: carol }) });
			await expect(toCarol).rejects.toMatchObject({
				message: expect.stringMatching(/key was used for a message to bob@.*INVALID_FIELD/),
			});
			expect(sink.delivered()).toEqual([bob]);
		});

		test.each<[IDataObject, number]>([
			[{ use: 'send' }, 1],
			[{ sentCopy: 'never' }, 1],
			[{}, 0],
		])('it tells where the account (%j) keeps no copy', async (changes, count) => {
			await play();
			const options = keyed(`invoice 8 ${JSON.stringify(changes)}`);
			const credential = overSink(server, sink, changes);
			const { json } = await runSend(server, { options }, { credential });
			const warning: unknown = expect.stringContaining('until n8n restarts');
			expect(json[0]?.warnings).toEqual(Array.from({ length: count }, () => warning));
		});

		test('a repeat tells when it was sent, and that it tried nothing', async () => {
			await play();
			const options = keyed('invoice 9');
			const credential = overSink(server, sink);
			const again = async () => (await runSend(server, { options }, { credential })).json[0];
			const first = await again();
			const second = await again();
			expect(first).toMatchObject({ attempts: 1, sentAt: expect.stringMatching(/^20.*Z$/) });
			expect(second).toMatchObject({ attempts: 0, sentAt: first?.sentAt, alreadySent: true });
		});

		test('that is no text it is refused', async () => {
			await play();
			const failing = send(keyed('={{ ({ id: 1 }) }}'));
			await expect(failing).rejects.toMatchObject({
				message: expect.stringMatching(/Idempotency Key.*INVALID_FIELD/),
			});
			expect(sink.accepted()).toBe(0);
		});
	});

	describe('by an agent', () => {
		const sendAsTool = (run: Partial<NodeRun>) => send({}, { asTool: true, ...run });
		const call = (toolCallId: unknown, json: IDataObject = {}) =>
			itemsOf({ toolCallId: toolCallId as string, ...json });

		test('a call is one mail', async () => {
			await play();
			const run = { executionId: 'agent 1', items: call('call_1') };
			expect(await sendAsTool({ ...run, runs: 2 })).toEqual([false, true]);
			expect(await sendAsTool(run)).toEqual([true]);
			expect(sink.messages()).toHaveLength(1);
		});

		test.each([
			['another call', 'agent 2', call('call_2')],
			[
				'a call of the same ID that says something else',
				'agent 2',
				call('call_1', { subject: 'b' }),
			],
			['a call of the same ID to somebody else', 'agent 2', call('call_1', { to: carol })],
			['a call of the same ID in another execution', 'agent 3', call('call_1')],
		])('%s is another', async (_, executionId, items) => {
			await play();
			await sendAsTool({ executionId: 'agent 2', items: call('call_1') });
			const before = sink.messages().length;
			expect(await sendAsTool({ executionId, items })).toEqual([false]);
			expect(sink.messages()).toHaveLength(before + 1);
		});

		test('a call of the same ID that passes on another message of that subject is another', async () => {
			await play();
			for (const body of ['one', 'two']) {
				const message = await putOriginal(server, eml({ subject: 'Invoice', body }));
				const parameters = { operation: 'forward', message, forwardAs: 'attachment' };
				const run = { executionId: 'agent 4', asTool: true, items: call('call_1') };
				const credential = overSink(server, sink);
				const { json } = await runSend(server, parameters, { ...run, credential });
				expect(json).toMatchObject([{ alreadySent: false }]);
			}
			expect(sink.messages()).toHaveLength(2);
		});

		test.each(['', 7, null])('an ID that is none (%j) does not count', async (id) => {
			await play();
			expect(await send({}, { items: call(id), runs: 2 })).toEqual([false, false]);
		});
	});
});
