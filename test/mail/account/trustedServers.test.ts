import type { Account } from '../../../mail/account/settings';
import { accountFromCredential } from '../../../mail/account/settings';
import { isInDomain, trustedServers } from '../../../mail/account/trustedServers';

const account = (provider: string, more: object = {}): Account =>
	accountFromCredential({ provider, address: 'me@mail.example.co.uk', password: 'x', ...more });

test.each<[string, object, string[], boolean]>([
	['gmail', {}, ['google.com'], false],
	['fastmail', {}, ['messagingengine.com'], false],
	['icloud', {}, ['icloud.com'], false],
	['yahoo', {}, ['yahoo.com'], false],
	['zoho', { region: 'pro.zoho.eu' }, ['zohomail.com', 'zoho.com', 'zoho.eu', 'zoho.in'], false],
	['custom', { smtpHost: 'x.test', imapHost: 'outlook.office365.com' }, ['outlook.com'], true],
])('%s %j is known', (provider, more, names, nameless) => {
	expect(trustedServers(account(provider, more))).toEqual({ names, nameless, known: true });
});

test.each<[string, object, string[]]>([
	['migadu', {}, ['migadu.com', 'example.co.uk']],
	['gmx', { region: 'gmx.com' }, ['gmx.com', 'example.co.uk']],
	['webde', {}, ['web.de', 'example.co.uk']],
	['yandex', {}, ['yandex.com', 'example.co.uk']],
	['protonBridge', {}, ['example.co.uk']],
	['custom', { smtpHost: 'x', imapHost: 'imap.host.co.uk' }, ['host.co.uk', 'example.co.uk']],
	['custom', { smtpHost: 'x', imapHost: '127.0.0.1' }, ['example.co.uk']],
	['custom', { smtpHost: 'x', imapHost: 'me.github.io' }, ['me.github.io', 'example.co.uk']],
])('%s %j is guessed', (provider, more, names) => {
	expect(trustedServers(account(provider, more))).toEqual({ names, nameless: false, known: false });
});

test('what the owner says counts', () => {
	const said = account('gmail', { authenticationServer: ' MX.Example.com ' });
	expect(trustedServers(said)).toEqual({ names: ['mx.example.com'], nameless: false, known: true });
});

test('a domain holds itself and what is under it', () => {
	const hosts = ['example.com', 'mx.example.com', 'badexample.com', 'example.com.evil.test', ''];
	expect(hosts.map((host) => isInDomain(host, 'example.com'))).toEqual([
		true,
		true,
		false,
		false,
		false,
	]);
});
