import { type MailServer, startMailServer } from '../../sandbox/mailserver';
import { closeImapPools } from '../../mail/imap/pool';
import { alice, credentialFor, users } from '../support/account';
import { eml } from '../support/eml';
import { type RunningEnvelopeTrigger, startEnvelopeTrigger } from '../support/envelopeTrigger';
import { fastClock } from '../support/fastClock';
import { answering, withoutCapabilities } from '../support/imapFaults';
import { type ImapProxy, type Rules, startImapProxy } from '../support/imapProxy';
import { otherClient } from '../support/otherClient';

/**
 * What only the trigger's own look finds, once in three seconds here, where it is a minute. The cases
 * wait for it beside each other, each with a mailbox and a server of its own.
 */
fastClock(20);

/** A connection that is half-open has 20 s to answer. */
const LOOK_MS = 60_000;

interface Case {
	server: MailServer;
	proxy: ImapProxy;
	trigger: RunningEnvelopeTrigger;
	deliver: (subject: string) => void;
}

async function inCase(
	name: string,
	folder: string,
	rules: (connection: number) => Rules,
	test: (each: Case) => Promise<void>,
): Promise<void> {
	const server = await startMailServer({ users });
	const proxy = await startImapProxy({ target: server.ports.imap, rules });
	const deliver = (subject: string) => server.deliver(alice, eml({ subject }), { folder });
	deliver('one');
	const trigger = await startEnvelopeTrigger({
		credential: credentialFor(server, { imapPort: proxy.port, imapTls: 'none' }),
		workflowId: name,
		folder,
		startFrom: 'all',
	});
	try {
		await trigger.startedAtLeast(1);
		await test({ server, proxy, trigger, deliver });
	} finally {
		await trigger.close();
		await proxy.close();
		await server.close();
	}
}

afterAll(() => closeImapPools());

const findsWhatComes = async ({ trigger, deliver, proxy }: Case) => {
	deliver('two');
	await trigger.startedAtLeast(2);
	expect(trigger.subjects()).toEqual(['one', 'two']);
	expect(trigger.failures).toEqual([]);
	expect(proxy.accepted()).toBe(1);
};

it.concurrent(
	'finds what comes on a server without IDLE',
	() => inCase('no IDLE', 'INBOX', () => withoutCapabilities('IDLE'), findsWhatComes),
	LOOK_MS,
);

it.concurrent(
	'finds what comes on a server that refuses IDLE',
	() => inCase('NO to IDLE', 'INBOX', () => answering('IDLE', 'NO Not now'), findsWhatComes),
	LOOK_MS,
);

it.concurrent(
	'finds what comes on a server whose IDLE never tells of it',
	() =>
		inCase(
			'mute',
			'INBOX',
			() => {
				let idle = false;
				return {
					command: (command) => {
						idle = / IDLE$/.test(command);
						return undefined;
					},
					response: (response) =>
						idle && /^\* \d+ (EXISTS|RECENT)/.test(response) ? { instead: [] } : undefined,
				};
			},
			async ({ trigger, deliver }) => {
				deliver('two');
				await trigger.startedAtLeast(2);
				expect(trigger.subjects()).toEqual(['one', 'two']);
				expect(trigger.failures).toEqual([]);
			},
		),
	LOOK_MS,
);

it.concurrent(
	'finds that its connection is half-open',
	() => {
		const silentInIdle = (connection: number): Rules => {
			let idle = false;
			return {
				command: (command) => {
					idle = / IDLE$/.test(command);
					return undefined;
				},
				response: (response) =>
					connection === 1 && idle && response.startsWith('+')
						? { instead: [response], then: 'stall' }
						: undefined,
			};
		};
		return inCase('half-open', 'INBOX', silentInIdle, async ({ trigger, deliver, proxy }) => {
			deliver('two');
			await trigger.startedAtLeast(2);
			expect(trigger.subjects()).toEqual(['one', 'two']);
			expect(trigger.failures).toEqual([]);
			expect(proxy.accepted()).toBe(2);
		});
	},
	LOOK_MS,
);

it.concurrent(
	'finds that its folder was made anew under an open connection',
	() =>
		inCase(
			'made anew',
			'Archive',
			() => ({}),
			async ({ server, trigger, deliver }) => {
				const mailbox = otherClient(server);
				await mailbox.rename('Archive', 'Aside');
				await mailbox.create('Archive');
				await mailbox.copy('1:*', 'Aside', 'Archive');
				deliver('two');
				await trigger.startedAtLeast(2);
				expect(trigger.subjects()).toEqual(['one', 'two']);
				const [failure] = await trigger.failedAtLeast(1);
				expect(failure?.message).toContain('Archive');
			},
		),
	LOOK_MS,
);
