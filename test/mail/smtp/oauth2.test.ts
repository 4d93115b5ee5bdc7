import type { Account } from '../../../mail/account/settings';
import { compose } from '../../../mail/message/compose';
import { checkSmtp } from '../../../mail/smtp/check';
import { deliver } from '../../../mail/smtp/deliver';
import { closeSmtpPools } from '../../../mail/smtp/pool';
import { alice, bob } from '../../support/account';
import { type Certificate, selfSignedCertificate } from '../../support/certificates';
import { failureOf } from '../../support/failure';
import { expectNoToken, oauth2Account, oauth2Credential } from '../../support/oauth2';
import { oauth2SmtpScript, type Presented, type Verdict } from '../../support/oauth2Scripts';
import { outgoing } from '../../support/outgoing';
import { type ScriptedServer, startScriptedServer } from '../../support/scriptedServer';
import { startTokenServer, type TokenData, type TokenServer } from '../../support/tokenServer';

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
	closeSmtpPools();
	await server.close();
	await tokens.close();
});

const play = async (
	verdict: Verdict,
	{
		offers = 'PLAIN XOAUTH2',
		beforeAccepting,
	}: { offers?: string; beforeAccepting?: () => Promise<void> } = {},
) => {
	const noted: Verdict = (one, raw) => {
		presented.push(one);
		return verdict(one, raw);
	};
	const script = oauth2SmtpScript({ offers, verdict: noted, beforeAccepting });
	server = await startScriptedServer(script, certificate);
};

const honest: Verdict = ({ token }) => (tokens.accepts(alice, token) ? 'accept' : 'challenge');

const credentialWith = (tokenData: TokenData) => {
	const ports = { smtps: server.port, imaps: 1 };
	return oauth2Credential({ ports, ca: certificate.cert }, tokens, tokenData);
};

const send = (account: Account) =>
	deliver(account, compose(outgoing(), { keepBcc: false }), { from: alice, to: [bob] });

/** Valid as far as anyone knows, but for the server. */
const staleTokens = () => {
	const stale = tokens.issue(alice);
	tokens.expire(stale.access_token);
	return stale;
};

test.each(['PLAIN XOAUTH2', 'XOAUTH2 OAUTHBEARER'])(
	'XOAUTH2 where %s is offered',
	async (offers) => {
		await play(honest, { offers });
		const granted = tokens.issue(alice);
		await send(oauth2Account(credentialWith(granted)));
		expect(presented).toEqual([
			{
				mechanism: 'XOAUTH2',
				fields: [`user=${alice}`, `auth=Bearer ${granted.access_token}`, '', ''],
				token: granted.access_token,
			},
		]);
	},
);

test('OAUTHBEARER where nothing else is offered', async () => {
	await play(honest, { offers: 'OAUTHBEARER' });
	const stale = staleTokens();
	await send(oauth2Account(credentialWith(stale)));
	expect(presented.map(({ mechanism }) => mechanism)).toEqual(['OAUTHBEARER', 'OAUTHBEARER']);
	expect(presented[0]?.fields).toEqual([
		`n,a=${alice},`,
		'host=127.0.0.1',
		`port=${server.port}`,
		`auth=Bearer ${stale.access_token}`,
		'',
		'',
	]);
	expect(presented[1]?.token).toBe(tokens.newest());
});

test.each(['challenge', 'refuse', 'drop'] as const)(
	'a token that the server refuses (%s) is renewed once',
	async (refusal) => {
		await play(({ token }) => (tokens.accepts(alice, token) ? 'accept' : refusal));
		const account = oauth2Account(credentialWith(staleTokens()));
		expect(await send(account)).toMatchObject({ status: 'delivered' });
		expect(tokens.refreshes()).toBe(1);
	},
);

test.each(['challenge', 'refuse', 'drop'] as const)(
	'and no more where the new one is refused, too (%s)',
	async (refusal) => {
		tokens.issueUseless();
		await play(() => refusal);
		const account = oauth2Account(credentialWith(staleTokens()));
		const error = await failureOf(send(account));
		expect(error.message).toContain(refusal === 'drop' ? 'The SMTP server' : 'SMTP_AUTH_FAILED');
		expect(tokens.refreshes()).toBe(1);
		expectNoToken([error.message, error.stack, JSON.stringify(error)].join('\n'), tokens);
	},
);

test.each<[string, Verdict]>([
	['as it came', (_, raw) => ({ say: `5.5.4 AUTH XOAUTH2 ${raw}` })],
	['cut short', (_, raw) => ({ say: `5.5.4 AUTH XOAUTH2 ${raw.slice(0, -16)}` })],
	['decoded', ({ fields }) => ({ say: `5.5.4 ${fields.join(' ')}` })],
	['in base64', ({ token }) => ({ say: `5.5.4 ${Buffer.from(token).toString('base64')}` })],
])('a server that repeats the token %s gives it to nobody', async (_what, verdict) => {
	await play(verdict);
	tokens.issueUseless();
	const error = await failureOf(send(oauth2Account(credentialWith(staleTokens()))));
	expect(error).toMatchObject({ code: 'SMTP_AUTH_FAILED', transient: false });
	expect(error.message).toContain('***');
	expectNoToken([error.message, error.stack, JSON.stringify(error)].join('\n'), tokens);
});

test('another connection of a pool signs in with the token of the newest account', async () => {
	const secondHere = Promise.withResolvers<undefined>();
	await play(
		(one, raw) => {
			if (presented.length === 2) secondHere.resolve(undefined);
			return honest(one, raw);
		},
		{ beforeAccepting: () => secondHere.promise.then(() => {}) },
	);
	const credential = credentialWith(tokens.issue(alice));
	const first = send(oauth2Account(credential));
	const renewed = { ...credential, oauthTokenData: tokens.issue(alice) };
	const second = send(oauth2Account(renewed));
	await Promise.all([first, second]);
	expect(presented.at(-1)?.token).toBe(tokens.newest());
	expect(server.accepted()).toBe(2);
});

test('the check of an account signs in with its token', async () => {
	await play(honest);
	await checkSmtp(oauth2Account(credentialWith(staleTokens())), 25_000);
	expect(presented.map(({ token }) => tokens.accepts(alice, token))).toEqual([false, true]);
});

test('a server that offers neither is told apart', async () => {
	await play(() => ({ say: '5.5.4 Unknown mechanism' }), { offers: 'LOGIN' });
	const error = await failureOf(
		checkSmtp(oauth2Account(credentialWith(tokens.issue(alice))), 25_000),
	);
	expect(error).toMatchObject({ code: 'SMTP_AUTH_FAILED', phase: 'login' });
});
