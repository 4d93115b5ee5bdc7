import { alice, credentialFor, users } from '../support/account';
import { eml } from '../support/eml';
import { type EnvelopeTriggerRun, useTriggers } from '../support/envelopeTrigger';
import { fastClock } from '../support/fastClock';
import { before, withoutCapabilities, withoutMessages } from '../support/imapFaults';
import { type ImapProxy, type Rules, startImapProxy } from '../support/imapProxy';
import { otherClient } from '../support/otherClient';
import { describeServers, type TestServer } from '../support/servers';

// To connect again, and to ask again for what comes late.
fastClock(10);

describeServers('Envelope Trigger, with servers that are not as others', (start) => {
	let server: TestServer;
	let proxy: ImapProxy;
	const startTrigger = useTriggers();

	beforeEach(async () => {
		server = await start({ users, withoutSmtp: true });
	});

	afterEach(async () => {
		await proxy.close();
		await server.close();
	});

	/** On all messages of Alice's inbox, by a proxy with the same rules for each connection. */
	const run = (changes: Partial<EnvelopeTriggerRun> = {}) =>
		startTrigger({
			credential: credentialFor(server, { imapPort: proxy.port, imapTls: 'none' }),
			startFrom: 'all',
			...changes,
		});

	const behindProxy = async (rules: Rules) => {
		proxy = await startImapProxy({ target: server.ports.imap, rules: () => rules });
	};

	const deliver = async (...subjects: string[]) => {
		for (const subject of subjects) await server.deliver(alice, eml({ subject }));
	};

	const numbered = (from: number, to: number) =>
		Array.from({ length: to - from + 1 }, (_, index) => `message ${from + index}`);

	it.each([
		['CONDSTORE', ['CONDSTORE', 'ENABLE', 'QRESYNC']],
		['UIDPLUS', ['UIDPLUS']],
		['MOVE', ['MOVE']],
		[
			'any extension but IDLE',
			[
				...['CONDSTORE', 'QRESYNC', 'ENABLE', 'UIDPLUS', 'MOVE', 'NAMESPACE', 'ID', 'SPECIAL-USE'],
				...['LITERAL+', 'SASL-IR', 'UNSELECT', 'ESEARCH', 'SEARCHRES', 'SORT', 'LIST-STATUS'],
			],
		],
	])('starts each message once without %s', async (_name, capabilities) => {
		await behindProxy(withoutCapabilities(...capabilities));
		await deliver(...numbered(1, 10));
		const trigger = await run();
		await trigger.startedAtLeast(10);
		await deliver(...numbered(11, 20));
		await trigger.startedAtLeast(20);
		server.dropConnections();
		await deliver(...numbered(21, 25));
		await trigger.startedAtLeast(25);
		expect(trigger.subjects()).toEqual(numbered(1, 25));
		expect(trigger.failures).toEqual([]);
	});

	it('catches up without IDLE', async () => {
		await behindProxy(withoutCapabilities('IDLE'));
		await deliver(...numbered(1, 30));
		const trigger = await run();
		await trigger.startedAtLeast(30);
		expect(trigger.subjects()).toEqual(numbered(1, 30));
	});

	it('starts a message that the server announces and gives out at the third time', async () => {
		const tries = new Map<number, number>();
		const lagging = withoutMessages((uid) => {
			tries.set(uid, (tries.get(uid) ?? 0) + 1);
			return uid % 2 === 0 && (tries.get(uid) ?? 0) <= 2;
		});
		await behindProxy(lagging);
		await deliver(...numbered(1, 4));
		const trigger = await run();
		await trigger.startedAtLeast(4);
		await deliver(...numbered(5, 6));
		await trigger.startedAtLeast(6);
		expect(trigger.subjects().sort()).toEqual(numbered(1, 6));
		expect(trigger.emits()).toBe(6);
		expect(trigger.failures).toEqual([]);
	});

	it('does not wait for a message that is never given out, and does not forget it', async () => {
		let missing = true;
		await behindProxy(withoutMessages((uid) => uid === 2 && missing));
		await deliver(...numbered(1, 30));
		const kept = { staticData: {}, seenKeys: new Set<string>() };
		const trigger = await run(kept);
		await trigger.startedAtLeast(29);
		await deliver('message 31');
		await trigger.startedAtLeast(30);
		expect(trigger.subjects()).not.toContain('message 2');
		expect(trigger.emits()).toBe(30);
		await trigger.close();
		missing = false;
		const restarted = await run({ ...kept, activation: 'init' });
		await restarted.startedAtLeast(1);
		await deliver('message 32');
		await restarted.startedAtLeast(2);
		expect(restarted.subjects()).toEqual(['message 2', 'message 32']);
	});

	it('goes on where a message is deleted between being listed and being fetched', async () => {
		let deleted = false;
		await behindProxy(
			before('UID FETCH', async () => {
				if (deleted) return;
				deleted = true;
				await otherClient(server).delete('2', 'INBOX');
			}),
		);
		await deliver(...numbered(1, 3));
		const trigger = await run();
		await trigger.startedAtLeast(2);
		await deliver('message 4');
		await trigger.startedAtLeast(3);
		expect(trigger.subjects()).toEqual(['message 1', 'message 3', 'message 4']);
		expect(trigger.emits()).toBe(3);
		expect(trigger.failures).toEqual([]);
	});

	it('takes the news of changed flags for no message, while messages are fetched', async () => {
		await behindProxy({
			response: (response) => {
				const [, message, uid] = /^\* (\d+) FETCH \(UID (\d+) /.exec(response) ?? [];
				const news = `* ${message} FETCH (UID ${uid} FLAGS (\\Seen))\r\n`;
				return uid === undefined ? undefined : { instead: [news, response, news] };
			},
		});
		await deliver(...numbered(1, 25));
		const trigger = await run();
		await trigger.startedAtLeast(25);
		expect(trigger.subjects()).toEqual(numbered(1, 25));
		expect(trigger.emits()).toBe(25);
	});

	it('goes on where messages come and go while others are fetched', async () => {
		let fetched = 0;
		await behindProxy({
			response: (response) => {
				if (!/^\* \d+ FETCH /.test(response) || ++fetched % 3 !== 1) return undefined;
				// As UID FETCH may be interrupted (RFC 3501 §7.4.1): the message came and was deleted.
				return { instead: [response, '* 1001 EXISTS\r\n', '* 1001 EXPUNGE\r\n'] };
			},
		});
		await deliver(...numbered(1, 25));
		const trigger = await run();
		await trigger.startedAtLeast(25);
		await deliver('message 26');
		await trigger.startedAtLeast(26);
		expect(trigger.subjects()).toEqual(numbered(1, 26));
		expect(trigger.emits()).toBe(26);
		expect(trigger.failures).toEqual([]);
	});
});
