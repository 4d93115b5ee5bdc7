import { alice, credentialFor, users } from '../support/account';
import { eml } from '../support/eml';
import {
	type EnvelopeTriggerRun,
	type RunningEnvelopeTrigger,
	useTriggers,
} from '../support/envelopeTrigger';
import { fastClock } from '../support/fastClock';
import { withUidValidity } from '../support/imapFaults';
import { type ImapProxy, startImapProxy } from '../support/imapProxy';
import { type OtherClient, otherClient } from '../support/otherClient';
import { describeServers, type TestServer } from '../support/servers';

// To connect again.
fastClock(10);

const folder = 'Work';

/** What came before, which does not run again. */
const old = ['old 1', 'old 2', 'old 3', 'old 4', 'old 5'];

const onDay = (day: number) => new Date(Date.UTC(2026, 9, day, 10));

type When = 'it runs' | 'n8n is down';
const whenever: When[] = ['it runs', 'n8n is down'];

describeServers('Envelope Trigger, on a folder that changes under it', (start) => {
	let server: TestServer;
	let mailbox: OtherClient;
	const startTrigger = useTriggers();
	/** What n8n keeps of the workflow: the node's fields, and what it stored. */
	let kept: Partial<EnvelopeTriggerRun>;

	beforeEach(async () => {
		server = await start({ users, withoutSmtp: true });
		mailbox = otherClient(server);
		kept = { staticData: {}, seenKeys: new Set() };
		await mailbox.create(folder);
		for (const [index, subject] of old.entries()) await deliver(subject, onDay(index + 1));
	});

	afterEach(() => server.close());

	const run = (changes: Partial<EnvelopeTriggerRun> = {}) => {
		kept = { ...kept, ...changes };
		return startTrigger({ credential: credentialFor(server), folder, ...kept });
	};

	const deliver = (subject: string, date = new Date(), into = folder) =>
		server.deliver(
			alice,
			eml({ subject, messageId: `${subject.replace(' ', '-')}@example.test` }),
			{ date, folder: into },
		);

	/** Something is done to the folder while the trigger is connected or n8n is down; what runs it then. */
	const meanwhile = async (
		when: When,
		trigger: RunningEnvelopeTrigger,
		change: () => Promise<void>,
	): Promise<RunningEnvelopeTrigger> => {
		if (when === 'n8n is down') {
			await trigger.close();
			await change();
			return run({ activation: 'init' });
		}
		await change();
		server.dropConnections();
		return trigger;
	};

	/** The folder is restored, in another order and with more in it. */
	const restore = async () => {
		await mailbox.rename(folder, 'Aside');
		await mailbox.create(folder);
		await mailbox.copy('3:*', 'Aside', folder);
		await deliver('new and dated early', onDay(2));
		await mailbox.copy('1:2', 'Aside', folder);
		await deliver('new');
	};

	const startedSince = (trigger: RunningEnvelopeTrigger, first: RunningEnvelopeTrigger) =>
		trigger === first ? trigger.subjects().slice(old.length) : trigger.subjects();

	it.each(whenever)('runs what is new in a folder that is restored while %s', async (when) => {
		const first = await run({ startFrom: 'all' });
		await first.startedAtLeast(old.length);
		const before = when === 'it runs' ? old.length : 0;
		const trigger = await meanwhile(when, first, restore);
		await trigger.startedAtLeast(before + 2);
		await deliver('later');
		await trigger.startedAtLeast(before + 3);
		expect(startedSince(trigger, first)).toEqual(['new and dated early', 'new', 'later']);
		const [failure, ...others] = await trigger.failedAtLeast(1);
		expect(failure?.message).toContain(folder);
		expect(failure?.message).toContain('UIDVALIDITY');
		server.dropConnections();
		await deliver('last');
		await trigger.startedAtLeast(before + 4);
		expect(startedSince(trigger, first).at(-1)).toBe('last');
		expect(others).toEqual([]);
		expect(trigger.failures).toHaveLength(1);
	});

	it.each(whenever)('runs nothing old where it began with new messages, while %s', async (when) => {
		const first = await run();
		await deliver('live');
		await first.startedAtLeast(1);
		const before = when === 'it runs' ? 1 : 0;
		const trigger = await meanwhile(when, first, restore);
		await trigger.startedAtLeast(before + 2);
		await deliver('later');
		await trigger.startedAtLeast(before + 3);
		expect(trigger.subjects().slice(before)).toEqual(['new and dated early', 'new', 'later']);
		expect(trigger.failures).toHaveLength(1);
	});

	it('knows all messages again where UIDVALIDITY alone changes', async () => {
		const proxy: ImapProxy = await startImapProxy({
			target: server.ports.imap,
			rules: (connection) => (connection === 1 ? {} : withUidValidity(4_000_000_000)),
		});
		const credential = credentialFor(server, { imapPort: proxy.port, imapTls: 'none' });
		const trigger = await run({ credential, startFrom: 'all' });
		await trigger.startedAtLeast(old.length);
		server.dropConnections();
		await deliver('new', onDay(1));
		await trigger.startedAtLeast(old.length + 1);
		server.dropConnections();
		await deliver('newer');
		await trigger.startedAtLeast(old.length + 2);
		await trigger.close();
		const restarted = await run({ credential, activation: 'init' });
		await deliver('newest');
		await restarted.startedAtLeast(1);
		await restarted.close();
		expect([...trigger.subjects(), ...restarted.subjects()]).toEqual([
			...old,
			...['new', 'newer', 'newest'],
		]);
		expect(trigger.failures).toHaveLength(1);
		expect(restarted.failures).toEqual([]);
		await proxy.close();
	});

	it.each(whenever)('reads a folder that is deleted and made anew while %s', async (when) => {
		const first = await run({ startFrom: 'all' });
		await first.startedAtLeast(old.length);
		const before = when === 'it runs' ? old.length : 0;
		const trigger = await meanwhile(when, first, async () => {
			await mailbox.remove(folder);
			await mailbox.create(folder);
			await deliver('new', onDay(1));
		});
		await trigger.startedAtLeast(before + 1);
		await deliver('later');
		await trigger.startedAtLeast(before + 2);
		expect(startedSince(trigger, first)).toEqual(['new', 'later']);
	});

	it.each(whenever)('reads on in a folder that is renamed and back while %s', async (when) => {
		const first = await run({ startFrom: 'all' });
		await first.startedAtLeast(old.length);
		const before = when === 'it runs' ? old.length : 0;
		const trigger = await meanwhile(when, first, async () => {
			await mailbox.rename(folder, 'Elsewhere');
			await deliver('while renamed', onDay(1), 'Elsewhere');
			await mailbox.rename('Elsewhere', folder);
		});
		await trigger.startedAtLeast(before + 1);
		await deliver('later');
		await trigger.startedAtLeast(before + 2);
		expect(startedSince(trigger, first)).toEqual(['while renamed', 'later']);
		// It may have looked just while the folder was away, and says so.
		const others = trigger.failures.filter(({ message }) => !message.includes('FOLDER_NOT_FOUND'));
		expect(others).toEqual([]);
	});

	it.each(whenever)(
		'says once that its folder is gone, and reads on in it, while %s',
		async (when) => {
			const first = await run({ startFrom: 'all' });
			await first.startedAtLeast(old.length);
			const before = when === 'it runs' ? old.length : 0;
			const trigger = await meanwhile(when, first, async () => {
				await mailbox.rename(folder, 'Elsewhere');
			});
			const [failure] = await trigger.failedAtLeast(1);
			expect(failure?.message).toMatch(/"Work".*FOLDER_NOT_FOUND/s);
			await deliver('while renamed', onDay(1), 'Elsewhere');
			await mailbox.rename('Elsewhere', folder);
			await trigger.startedAtLeast(before + 1);
			await deliver('later');
			await trigger.startedAtLeast(before + 2);
			expect(startedSince(trigger, first)).toEqual(['while renamed', 'later']);
			expect(trigger.failures).toHaveLength(1);
		},
	);

	it.each(whenever)('runs messages that are moved in while %s, however old', async (when) => {
		await deliver('moved 1', new Date(Date.UTC(2001, 0, 1)), 'Archive');
		await deliver('moved 2', new Date(Date.UTC(2002, 0, 1)), 'Archive');
		const first = await run();
		const trigger = await meanwhile(when, first, async () => {
			await mailbox.copy('1:2', 'Archive', folder);
		});
		await trigger.startedAtLeast(2);
		expect(trigger.subjects()).toEqual(['moved 1', 'moved 2']);
		expect(trigger.failures).toEqual([]);
	});

	it.each(whenever)('does not run a message that is set unread again while %s', async (when) => {
		const first = await run({ startFrom: 'unread' });
		await first.startedAtLeast(old.length);
		await mailbox.markRead('1:*', folder);
		const before = when === 'it runs' ? old.length : 0;
		const trigger = await meanwhile(when, first, async () => {
			await mailbox.markUnread('1:3', folder);
		});
		await deliver('new');
		await trigger.startedAtLeast(before + 1);
		expect(startedSince(trigger, first)).toEqual(['new']);
		expect(trigger.emits()).toBe(before + 1);
	});
});
