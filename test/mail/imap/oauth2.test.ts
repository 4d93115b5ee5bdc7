import type { Account } from '../../../mail/account/settings';
import { checkImap } from '../../../mail/imap/check';
import { closeImapPools, withConnection } from '../../../mail/imap/pool';
import { alice, users } from '../../support/account';
import { type Certificate, selfSignedCertificate } from '../../support/certificates';
import { startDovecot } from '../../support/dovecot';
import { failureOf } from '../../support/failure';
import { expectNoToken, oauth2Account, oauth2Credential } from '../../support/oauth2';
import { oauth2ImapScript, type Presented, type Verdict } from '../../support/oauth2Scripts';
import { type ScriptedServer, startScriptedServer } from '../../support/scriptedServer';
import { realServersWanted } from '../../support/servers';
import { startTokenServer, type TokenData, type TokenServer } from '../../support/tokenServer';

const PATIENT_MS = 25_000;

let certificate: Certificate;
let tokens: TokenServer;
let server: ScriptedServer;
/** Every sign-in that the server saw. */
let presented: Presented[];

beforeAll(async () => {
	certificate = await selfSignedCertificate();
});

beforeEach(async () => {
	tokens = await startTokenServer();
	presented = [];
});

afterEach(async () => {
	await closeImapPools();
	await server?.close();
	await tokens.close();
});

const play = async (verdict: Verdict, offers = 'PLAIN XOAUTH2') => {
	const noted: Verdict = (one, raw) => {
		presented.push(one);
		return verdict(one, raw);
	};
	server = await startScriptedServer(oauth2ImapScript({ offers, verdict: noted }), certificate);
};

const honest: Verdict = ({ token }) => (tokens.accepts(alice, token) ? 'accept' : 'challenge');

const credentialWith = (tokenData: TokenData) => {
	const ports = { smtps: 1, imaps: server.port };
	return oauth2Credential({ ports, ca: certificate.cert }, tokens, tokenData);
};

const check = (account: Account) => checkImap(account, PATIENT_MS);

const staleTokens = () => {
	const stale = tokens.issue(alice);
	tokens.expire(stale.access_token);
	return stale;
};

test.each([
	['XOAUTH2', 'PLAIN XOAUTH2'],
	['OAUTHBEARER', 'OAUTHBEARER'],
	['OAUTHBEARER', 'XOAUTH2 OAUTHBEARER'],
])(
	'%s where %s is offered, with a new token where the first is refused',
	async (mechanism, offers) => {
		await play(honest, offers);
		const stale = staleTokens();
		await check(oauth2Account(credentialWith(stale)));
		expect(presented.map((one) => one.mechanism)).toEqual([mechanism, mechanism]);
		expect(presented.map(({ token }) => token)).toEqual([stale.access_token, tokens.newest()]);
		expect(tokens.refreshes()).toBe(1);
	},
);

test('no more than one token is tried in place of a refused one', async () => {
	await play(() => 'challenge');
	tokens.issueUseless();
	const error = await failureOf(check(oauth2Account(credentialWith(staleTokens()))));
	expect(error).toMatchObject({ code: 'IMAP_AUTH_FAILED', phase: 'login', transient: false });
	expect(error.message).toMatch(/reconnect the credential/);
	expect(presented).toHaveLength(2);
	expect(tokens.refreshes()).toBe(1);
	expectNoToken([error.message, error.stack, JSON.stringify(error)].join('\n'), tokens);
});

test('a server that is busy asks for no other token', async () => {
	await play(() => ({ say: 'Too many simultaneous connections' }));
	const error = await failureOf(check(oauth2Account(credentialWith(tokens.issue(alice)))));
	expect(error).toMatchObject({ code: 'CONNECTION_LIMIT', transient: true });
	expect(tokens.refreshes()).toBe(0);
});

test.each<[string, Verdict]>([
	['as it came', (_, raw) => ({ say: `Bad response ${raw}` })],
	['cut short', (_, raw) => ({ say: `Bad response ${raw.slice(0, -16)}` })],
	['decoded', ({ token }) => ({ say: `Bad response ${token}` })],
])('a server that repeats the token %s gives it to nobody', async (_what, verdict) => {
	await play(verdict);
	tokens.issueUseless();
	const error = await failureOf(check(oauth2Account(credentialWith(staleTokens()))));
	expect(error.message).toContain('***');
	expectNoToken([error.message, error.stack, JSON.stringify(error)].join('\n'), tokens);
});

test('a server that offers neither is told apart', async () => {
	await play(honest, 'PLAIN');
	const error = await failureOf(check(oauth2Account(credentialWith(tokens.issue(alice)))));
	expect(error).toMatchObject({ code: 'IMAP_AUTH_FAILED', phase: 'login' });
	expect(error.message).toContain('offers no sign-in that fits');
	expect(tokens.refreshes()).toBe(0);
});

test('another connection of a pool signs in with the token of the newest account', async () => {
	await play(honest);
	const credential = credentialWith(tokens.issue(alice));
	await withConnection(oauth2Account(credential), 'folder', async () => {
		const renewed = { ...credential, oauthTokenData: tokens.issue(alice) };
		await withConnection(oauth2Account(renewed), 'folder', async () => {});
	});
	expect(presented).toHaveLength(2);
	expect(presented[1]?.token).toBe(tokens.newest());
});

if (realServersWanted) {
	test.each(['xoauth2', 'oauthbearer'] as const)(
		'Dovecot takes a token by %s',
		async (tokenMechanism) => {
			const dovecot = await startDovecot({ users, tokens, tokenMechanism });
			const ports = { smtps: 1, imaps: dovecot.ports.imaps };
			const stale = staleTokens();
			await check(oauth2Account(oauth2Credential({ ports, ca: dovecot.ca }, tokens, stale)));
			expect(tokens.refreshes()).toBe(1);
			await dovecot.daemon.stop();
		},
	);
}
