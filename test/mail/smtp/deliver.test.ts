import type { TlsMode } from '../../../mail/account/settings';
import { compose } from '../../../mail/message/compose';
import type { OutgoingMessage } from '../../../mail/message/outgoing';
import { deliver } from '../../../mail/smtp/deliver';
import { closeSmtpPools, MAX_CONNECTIONS } from '../../../mail/smtp/pool';
import { accountFor, alice, bob, users } from '../../support/account';
import { arrived } from '../../support/arrived';
import { failureOf } from '../../support/failure';
import { startFaultProxy } from '../../support/faultProxy';
import { outgoing } from '../../support/outgoing';
import { describeServers, type TestServer } from '../../support/servers';
import { inMode } from '../../support/smtpAccount';

const carol = 'carol@xn--bcher-kva.test';
const maxMessageSize = 200_000;

describeServers('delivering', (start) => {
	let server: TestServer;
	beforeAll(async () => {
		server = await start({ users: { ...users, [carol]: 'carol-pass' }, maxMessageSize });
	});
	afterEach(closeSmtpPools);
	afterAll(() => server?.close());

	const send = (message: Partial<OutgoingMessage> = {}, to = [bob], account = accountFor(server)) =>
		deliver(account, compose(outgoing(message), { keepBcc: false }), { from: alice, to });

	test.each<TlsMode>(['tls', 'starttls', 'none'])('works with security %s', async (tls) => {
		const account = accountFor(server, inMode(server, tls));
		const subject = `over ${tls}`;
		expect(await send({ subject }, [bob], account)).toEqual({
			status: 'delivered',
			accepted: [bob],
			rejected: [],
			response: expect.stringMatching(/^250 /),
			extensions: expect.arrayContaining(['SIZE']),
		});
		const [mail] = await arrived(server, subject);
		expect(mail).toMatchObject({ text: 'How are you?\n', from: { value: [{ address: alice }] } });
	});

	test('many messages share a few connections', async () => {
		const proxy = await startFaultProxy({ target: server.ports.smtps });
		const account = accountFor(server, { smtpPort: proxy.port });
		const subject = 'one of many';
		const sent = Array.from({ length: 60 }, () => send({ subject }, [bob], account));
		const deliveries = await Promise.all(sent);
		expect(deliveries.filter(({ status }) => status === 'delivered')).toHaveLength(60);
		expect(proxy.accepted()).toBeLessThanOrEqual(MAX_CONNECTIONS);
		const mails = await arrived(server, subject, { count: 60 });
		expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(60);
		closeSmtpPools();
		await proxy.close();
	});

	test('a connection that was lost between two messages is made anew', async () => {
		await send({ subject: 'before' });
		server.dropConnections();
		expect(await send({ subject: 'after the drop' })).toMatchObject({ status: 'delivered' });
		expect(await arrived(server, 'after the drop')).toHaveLength(1);
	});

	test('says which of the recipients were refused, and why', async () => {
		const to = ['nobody@example.test', bob, 'none@example.test'];
		const delivery = await send({ subject: 'partial' }, to);
		expect(delivery).toMatchObject({ status: 'partial', accepted: [bob] });
		expect(delivery.rejected).toEqual(
			['nobody@example.test', 'none@example.test'].map((recipient) => ({
				recipient,
				code: 550,
				enhancedCode: '5.1.1',
				response: expect.stringMatching(/^550 5\.1\.1 /),
			})),
		);
		await arrived(server, 'partial');
	});

	test('fails where all recipients are refused, and can go on', async () => {
		const error = await failureOf(send({}, ['nobody@example.test']));
		expect(error).toMatchObject({
			code: 'RECIPIENT_REJECTED',
			phase: 'envelope',
			transient: false,
			response: expect.stringContaining('550 5.1.1'),
		});
		expect(error.message).toContain('nobody@example.test');
		expect(await send()).toMatchObject({ status: 'delivered' });
	});

	test('fails for a message over the size that the server takes, and can go on', async () => {
		const text = 'a line of text\n'.repeat(maxMessageSize / 10);
		const error = await failureOf(send({ text }));
		expect(error).toMatchObject({
			code: 'CONTENT_TOO_LARGE',
			transient: false,
			response: expect.stringMatching(/^552 /),
		});
		expect(await send()).toMatchObject({ status: 'delivered' });
	});

	test('reaches internationalised domains', async () => {
		expect(await send({ subject: 'IDN' }, [carol])).toMatchObject({ accepted: [carol] });
		expect(await arrived(server, 'IDN', { address: carol })).toHaveLength(1);
	});

	test('leaves non-ASCII local parts to the server', async () => {
		const error = await failureOf(send({}, ['jörg@example.test']));
		expect(error).toMatchObject({ code: 'RECIPIENT_REJECTED', transient: false });
		expect(error.message).toContain('jörg@example.test');
	});

	test('keeps lines of dots and line ends of every kind', async () => {
		const text = '.\n..\n.x\r.\r\r\n.\r\nQUIT\n.\n';
		await send({ subject: 'dots', text });
		const [mail] = await arrived(server, 'dots');
		expect(mail?.text?.trimEnd()).toBe(text.replace(/\r\n?/g, '\n').trimEnd());
	});

	test('a wrong password is not tried again', async () => {
		const account = accountFor(server, { password: `${users[alice]}?` });
		const error = await failureOf(send({}, [bob], account));
		expect(error).toMatchObject({ code: 'SMTP_AUTH_FAILED', phase: 'login', transient: false });
		expect(error.response).toMatch(/^535 /);
		expect(error.message).toContain('app password');
	});
});
