import { closeSmtpPools } from '../../mail/smtp/pool';
import { bob, credentialFor, users } from '../support/account';
import { arrived } from '../support/arrived';
import { expectNoSecret } from '../support/failure';
import { runSend } from '../support/sendNode';
import { describeServers, type TestServer } from '../support/servers';

const recipients = (...addresses: string[]) => addresses.map((to) => ({ json: { to } }));
const perItem = { to: '={{ $json.to }}' };

describeServers('Envelope Send failing', (start) => {
	let server: TestServer;
	beforeAll(async () => {
		server = await start({ users });
	});
	afterEach(closeSmtpPools);
	afterAll(() => server?.close());

	test('stops with an error that names the item and says what to do', async () => {
		const items = recipients(bob, 'nobody@example.test');
		const { error, outputs } = await runSend(server, perItem, { items });
		expect(outputs).toEqual([]);
		expect(error).toMatchObject({ name: 'NodeOperationError', context: { itemIndex: 1 } });
		expect(error?.message).toContain('RECIPIENT_REJECTED, phase: envelope');
		expect(error?.message).toContain('Check the recipient addresses.');
	});

	test('begins nothing new after an error', async () => {
		const items = recipients('nobody', ...Array.from({ length: 49 }, () => bob));
		const parameters = { ...perItem, subject: 'after an error' };
		const { error } = await runSend(server, parameters, { items });
		expect(error).toMatchObject({ context: { itemIndex: 0 } });
		await runSend(server, { subject: 'the last' });
		await arrived(server, 'the last');
		const stored = await server.messages(bob);
		const sent = stored.filter(({ raw }) => raw.includes('Subject: after an error'));
		expect(sent.length).toBeLessThan(10);
	});

	test('goes on where the node is set to, with the error in the place of the result', async () => {
		const items = recipients(bob, 'nobody@example.test', 'not an address', bob);
		const { outputs, json, error } = await runSend(server, perItem, {
			items,
			onError: 'continueRegularOutput',
		});
		expect(error).toBeUndefined();
		expect(outputs[0]?.map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 1, 2, 3].map((item) => ({ item })),
		);
		expect(json.map(({ success }) => success)).toEqual([true, false, false, true]);
		expect(json[1]).toEqual({
			success: false,
			error: {
				code: 'RECIPIENT_REJECTED',
				message: expect.stringContaining('Check the recipient addresses.'),
				phase: 'envelope',
				transient: false,
				details: {
					remedy: 'Check the recipient addresses.',
					recipient: 'nobody@example.test',
					response: expect.stringContaining('550 5.1.1'),
					rejected: [
						{
							recipient: 'nobody@example.test',
							code: 550,
							enhancedCode: '5.1.1',
							response: expect.stringContaining('550 5.1.1'),
						},
					],
				},
			},
		});
		expect(json[2]).toMatchObject({
			error: {
				code: 'INVALID_ADDRESS',
				phase: 'compose',
				details: { recipient: 'not an address', response: null },
			},
		});
	});

	test('sends failed items to the error output, and the others on', async () => {
		const items = recipients(bob, 'nobody@example.test', bob);
		const { outputs } = await runSend(server, perItem, { items, onError: 'continueErrorOutput' });
		const [good = [], failed = []] = outputs;
		expect(good.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 2 }]);
		expect(good.map(({ json }) => json.success)).toEqual([true, true]);
		expect(failed).toHaveLength(1);
		expect(failed[0]).toMatchObject({
			pairedItem: { item: 1 },
			json: { error: { code: 'RECIPIENT_REJECTED', transient: false } },
		});
	});

	test('an expression that fails keeps its own words', async () => {
		const subject = "={{ $('Nowhere').item.json.name }}";
		const { json } = await runSend(server, { subject }, { onError: 'continueRegularOutput' });
		expect(json[0]).toMatchObject({
			success: false,
			error: { code: 'UNEXPECTED', message: "Referenced node doesn't exist" },
		});
	});

	test.each([
		['wrong password', { password: `${users['alice@example.test']}?` }, 'SMTP_AUTH_FAILED'],
		['wrong port', { smtpPort: 1 }, 'CONNECTION_REFUSED'],
		['unknown certificate', { caCertificate: '' }, 'TLS_CERTIFICATE'],
		['no SMTP', { use: 'receive' }, 'INVALID_ACCOUNT'],
		['no host', { smtpHost: '' }, 'INVALID_ACCOUNT'],
	])('with a credential that has %s: %j', async (_, changes, code) => {
		const credential = credentialFor(server, changes);
		const { error } = await runSend(server, {}, { credential });
		expect(error?.message).toContain(code);
		expectNoSecret(JSON.stringify(error) + String(error?.stack));
	});

	test.each(['={{ [] }}', ' , '])('without a recipient (%s) says what to fill in', async (to) => {
		const { error } = await runSend(server, { to });
		expect(error?.message).toContain('INVALID_ADDRESS');
		expect(error?.message).toContain('Fill in To, or CC or BCC');
	});
});
