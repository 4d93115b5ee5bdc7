import { compose } from '../../../mail/message/compose';
import type { OutgoingMessage } from '../../../mail/message/outgoing';
import { checkSmtp } from '../../../mail/smtp/check';
import { deliver } from '../../../mail/smtp/deliver';
import { closeSmtpPools } from '../../../mail/smtp/pool';
import { alice, bob } from '../../support/account';
import { failureOf } from '../../support/failure';
import { smtpScript } from '../../support/mailScripts';
import { outgoing } from '../../support/outgoing';
import {
	type Script,
	type ScriptedServer,
	startScriptedServer,
} from '../../support/scriptedServer';
import { smtpAccount } from '../../support/smtpAccount';

let server: ScriptedServer;
const play = async (script: Script) => (server = await startScriptedServer(script));
const account = () => smtpAccount(server.port, 'none');
const send = (message: Partial<OutgoingMessage> = {}) =>
	deliver(account(), compose(outgoing(message), { keepBcc: false }), { from: alice, to: [bob] });

afterEach(async () => {
	closeSmtpPools();
	await server.close();
});

test.each([
	['EHLO', 'login'],
	['AUTH', 'login'],
	['MAIL', 'envelope'],
	['RCPT', 'envelope'],
	['DATA', 'envelope'],
])('a connection lost at %s means that the message was not sent', async (dropAt, phase) => {
	await play(smtpScript({ dropAt }));
	const error = await failureOf(send());
	expect(error).toMatchObject({ code: 'CONNECTION_LOST', phase, transient: true });
	expect(server.received().toString()).not.toContain('Subject:');
});

/** Bytes. */
const moreThanSocketsHold = 32 * 1024 * 1024;
const file = {
	fileName: 'a.bin',
	mimeType: 'video/mp4',
	content: Buffer.alloc(moreThanSocketsHold),
};

test.each([
	['an attachment', { attachments: [file] }],
	['its text', { text: 'A line of text\n'.repeat(moreThanSocketsHold / 16) }],
])('a connection lost within %s means that the message was not sent', async (_where, message) => {
	await play(smtpScript({ dropAt: 'content' }));
	const error = await failureOf(send(message));
	expect(error).toMatchObject({ code: 'CONNECTION_LOST', phase: 'data', transient: true });
	expect(server.accepted()).toBe(1);
});

test('after the final dot nobody knows, so nothing is sent again', async () => {
	await play(smtpScript({ dropAt: 'dot' }));
	const error = await failureOf(send());
	expect(error).toMatchObject({ code: 'OUTCOME_UNKNOWN', phase: 'response', transient: false });
	expect(error.message).toMatch(/<.*@example\.test>.*before sending again/);
	expect(server.received().toString().match(/^DATA/gm)).toHaveLength(1);
	expect(server.accepted()).toBe(1);
});

test('a server that closes before its greeting is tried a few times', async () => {
	await play(async (peer) => peer.drop());
	const error = await failureOf(send());
	expect(error).toMatchObject({ code: 'CONNECTION_LOST', phase: 'login', transient: true });
	expect(server.accepted()).toBeGreaterThan(1);
});

test('a used connection that breaks before the message is replaced without an error', async () => {
	const breaksAtSecondMail: Script = async (peer) => {
		if (server.accepted() > 1) return smtpScript()(peer);
		let mails = 0;
		const line = peer.line.bind(peer);
		peer.line = async () => {
			const command = await line();
			if (command.startsWith('MAIL') && ++mails === 2) peer.drop();
			return command;
		};
		await smtpScript()(peer);
	};
	await play(breaksAtSecondMail);
	expect(await send()).toMatchObject({ status: 'delivered' });
	expect(await send()).toMatchObject({ status: 'delivered' });
	expect(server.accepted()).toBe(2);
	expect(
		server
			.received()
			.toString()
			.match(/^Subject: Hello/gm),
	).toHaveLength(2);
});

test('a message that cannot be written fails alone', async () => {
	await play(smtpScript());
	const stream = () => {
		throw new Error('no such thing');
	};
	const broken = deliver(
		account(),
		{ messageId: '<a@x.test>', stream },
		{ from: alice, to: [bob] },
	);
	expect((await failureOf(broken)).message).toContain('no such thing');
	expect(await send()).toMatchObject({ status: 'delivered' });
	expect(
		server
			.received()
			.toString()
			.match(/^Message-ID:/gm),
	).toHaveLength(1);
});

test.each([
	['EHLO', 'greeting'],
	['AUTH', 'login'],
])('the check of an account tells a connection lost at %s', async (dropAt, phase) => {
	await play(smtpScript({ dropAt }));
	const error = await failureOf(checkSmtp(account(), 10_000));
	expect(error).toMatchObject({ code: 'CONNECTION_LOST', phase, transient: true });
});
