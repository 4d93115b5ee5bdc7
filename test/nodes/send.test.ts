import { closeSmtpPools } from '../../mail/smtp/pool';
import { alice, bob, credentialFor, users } from '../support/account';
import { arrived } from '../support/arrived';
import { runSend } from '../support/sendNode';
import { describeServers, type TestServer } from '../support/servers';

const itemsOf = (...names: string[]) => names.map((name) => ({ json: { name } }));

describeServers('Envelope Send', (start) => {
	let server: TestServer;
	beforeAll(async () => {
		server = await start({ users });
	});
	afterEach(closeSmtpPools);
	afterAll(() => server?.close());

	test('tells what became of the message, and nothing of the input', async () => {
		const before = Date.now();
		const items = [{ json: { name: 'Bob', private: 'x' } }];
		const { json, error, outputs } = await runSend(server, {}, { items });
		expect(error).toBeUndefined();
		expect(json).toEqual([
			{
				success: true,
				messageId: expect.stringMatching(/^<[0-9a-f]{40}@example\.test>$/),
				status: 'delivered',
				accepted: [bob],
				rejected: [],
				unknown: [],
				response: expect.stringMatching(/^250 /),
				attempts: 1,
				alreadySent: false,
				sentCopy: { status: 'saved', id: expect.stringMatching(/^\d+\.\d+\.Sent$/), problem: null },
				warnings: [],
				envelope: { from: alice, to: [bob] },
				sentAt: expect.stringMatching(/^\d{4}-.*Z$/),
				executionTimeMs: expect.any(Number),
			},
		]);
		expect(Date.parse(json[0]?.sentAt as string)).toBeGreaterThanOrEqual(before);
		expect(outputs[0]?.[0]).toMatchObject({ pairedItem: { item: 0 } });
		expect(JSON.stringify(json)).not.toContain('private');
	});

	test('the message has the ID that was given out', async () => {
		const { json } = await runSend(server, { subject: 'its ID' });
		const [mail] = await arrived(server, 'its ID');
		expect(mail?.messageId).toBe(json[0]?.messageId);
	});

	test('evaluates every field for each item', async () => {
		const parameters = {
			to: '={{ $json.name + "@example.test" }}',
			subject: '=To {{ $json.name }}',
			text: '=Hello {{ $json.name }}',
			options: { fromName: '=Desk for {{ $json.name }}' },
		};
		await runSend(server, parameters, { items: itemsOf('alice', 'bob') });
		for (const name of ['alice', 'bob']) {
			const [mail] = await arrived(server, `To ${name}`, { address: `${name}@example.test` });
			expect(mail?.text?.trim()).toBe(`Hello ${name}`);
			expect(mail?.from?.value).toEqual([{ name: `Desk for ${name}`, address: alice }]);
		}
	});

	test('keeps the order and the pairing of many items', async () => {
		const items = itemsOf(...Array.from({ length: 50 }, (_, index) => String(index)));
		const parameters = {
			to: '={{ $json.name % 3 ? "bob@example.test" : ["bob@example.test", "no" + $json.name + "@example.test"] }}',
		};
		const { outputs, json } = await runSend(server, parameters, { items });
		expect(outputs[0]?.map(({ pairedItem }) => pairedItem)).toEqual(
			items.map((_, item) => ({ item })),
		);
		expect(json.map(({ status }) => status)).toEqual(
			items.map((_, item) => (item % 3 ? 'delivered' : 'partial')),
		);
		expect(json[3]?.rejected).toEqual([
			{
				recipient: 'no3@example.test',
				code: 550,
				enhancedCode: '5.1.1',
				response: expect.stringMatching(/^550 5\.1\.1 /),
			},
		]);
	});

	test('writes to Cc and Bcc, to each once, and shows no Bcc', async () => {
		const options = { cc: `Bob <${bob}>`, bcc: [alice, bob] };
		const { json } = await runSend(server, { subject: 'copies', options });
		expect(json[0]).toMatchObject({ envelope: { to: [bob, alice] }, accepted: [bob, alice] });
		const [copy] = await arrived(server, 'copies', { address: alice });
		expect(copy?.headers.has('bcc')).toBe(false);
		expect(copy?.cc).toMatchObject({ value: [{ name: 'Bob', address: bob }] });
		expect(await arrived(server, 'copies')).toHaveLength(1);
	});

	test('sends to Bcc alone', async () => {
		const { json } = await runSend(server, { to: '={{ [] }}', options: { bcc: bob } });
		expect(json[0]).toMatchObject({ status: 'delivered', accepted: [bob] });
	});

	test('sets reply-to, priority and headers of one’s own', async () => {
		const options = {
			replyTo: 'Desk <desk@example.test>, alice@example.test',
			priority: 'high',
			headers: { header: [{ name: 'X-Ticket', value: '={{ 4711 }}' }] },
		};
		await runSend(server, { subject: 'options', options });
		const [mail] = await arrived(server, 'options');
		expect(mail?.replyTo?.value).toMatchObject([
			{ name: 'Desk', address: 'desk@example.test' },
			{ address: alice },
		]);
		expect(mail?.headers.get('priority')).toBe('high');
		expect(mail?.headers.get('x-ticket')).toBe('4711');
	});

	test.each([
		['html', { html: '<p>Hi <b>Bob</b></p>' }, 'Hi Bob', '<p>Hi <b>Bob</b></p>'],
		['both', { html: '<p>Hi</p>', text: 'plain' }, 'plain', '<p>Hi</p>'],
		['text', { html: '<p>left over</p>', text: 'plain' }, 'plain', false],
		['text', { text: '' }, '', false],
		['text', { text: '={{ 42 }}' }, '42', false],
	])('sends the body in format %s: %j', async (bodyFormat, body, text, html) => {
		const subject = `body ${JSON.stringify(body)}`;
		await runSend(server, { subject, bodyFormat, ...body });
		const [mail] = await arrived(server, subject);
		expect({ text: (mail?.text ?? '').trim(), html: mail?.html }).toEqual({ text, html });
	});

	test('shows the sender name of the account', async () => {
		const credential = credentialFor(server, { senderName: 'Alice Ä, Sales' });
		await runSend(server, { subject: 'sender' }, { credential });
		const [mail] = await arrived(server, 'sender');
		expect(mail?.from?.value).toEqual([{ name: 'Alice Ä, Sales', address: alice }]);
	});
});
