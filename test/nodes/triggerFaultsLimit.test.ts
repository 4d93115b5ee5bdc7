import { type MailServer, startMailServer } from '../../sandbox/mailserver';
import { alice, credentialFor, users } from '../support/account';
import { eml } from '../support/eml';
import { type RunningEnvelopeTrigger, startEnvelopeTrigger } from '../support/envelopeTrigger';
import { fastClock } from '../support/fastClock';
import { nameOf } from '../support/imapFaults';
import { type ImapProxy, type Rules, startImapProxy } from '../support/imapProxy';

// More attempts would be counted as more connections: a minute and a quarter at most.
fastClock(20);

let server: MailServer;
let proxy: ImapProxy;
let trigger: RunningEnvelopeTrigger | undefined;

beforeEach(async () => {
	server = await startMailServer({ users });
});

afterEach(async () => {
	await trigger?.close();
	await proxy.close();
	await server.close();
});

/** Refuses to sign in, by whichever command. */
const refusing = (answer: string): Rules => ({
	command: (command) => {
		const [tag = ''] = command.split(' ', 1);
		const isSignIn = ['LOGIN', 'AUTHENTICATE'].includes(nameOf(command));
		return isSignIn ? { instead: [`${tag} ${answer}\r\n`] } : undefined;
	},
});

const limits = [
	'NO [LIMIT] Too many simultaneous connections',
	'NO [UNAVAILABLE] Maximum number of connections from user+IP exceeded',
	'NO [ALERT] Too many simultaneous connections. (Failure)',
];

it.each(limits)('says at the activation what to do about %s', async (answer) => {
	proxy = await startImapProxy({ target: server.ports.imap, rules: () => refusing(answer) });
	const activation = startEnvelopeTrigger({
		credential: credentialFor(server, { imapPort: proxy.port, imapTls: 'none' }),
	});
	const error: unknown = await activation.catch((reason: unknown) => reason);
	const ours = String(error).replace(/"[^"]*"/g, ''); // all but what the server said
	expect(ours).toMatch(/connections/i);
	expect(ours).toMatch(/close|fewer|other programs|raise/i);
	expect(ours).toContain('Trying again may help');
});

it('signs in later where the limit was hit, and tells nobody', async () => {
	proxy = await startImapProxy({
		target: server.ports.imap,
		rules: (connection) => (connection === 1 ? refusing(limits[0] ?? '') : {}),
	});
	server.deliver(alice, eml({ subject: 'waiting' }));
	trigger = await startEnvelopeTrigger({
		credential: credentialFor(server, { imapPort: proxy.port, imapTls: 'none' }),
		startFrom: 'all',
		activation: 'init',
	});
	await trigger.startedAtLeast(1);
	expect(trigger.subjects()).toEqual(['waiting']);
	expect(trigger.failures).toEqual([]);
	expect(proxy.accepted()).toBe(2);
});
