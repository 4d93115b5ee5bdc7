import { setTimeout as sleep } from 'node:timers/promises';
import { withConnectionAgain } from '../../mail/imap/pool';
import { accountFor, alice } from '../support/account';
import { eml } from '../support/eml';
import { describeTriggers, type TriggerTests } from '../support/envelopeTrigger';
import { fastClock } from '../support/fastClock';
import { random } from '../support/random';
import { until } from '../support/until';

// To connect again, and for the second look.
fastClock(20);

/** How often something is done; more of them by hand. */
const STEPS = Number(process.env.STEPS) || 80;

/** Connections are cut each time that so many things were done. */
const BETWEEN_CUTS = 30;

/** UIDs of the messages that are there before: first those whose flag changes, then those that go. */
const MARKED = 10;
const ALL = 30;

/** What another client has done. */
class OtherClient {
	readonly delivered: string[] = [];
	readonly flagged = new Map<number, boolean>();
	readonly deleted: number[] = [];

	constructor(private readonly tests: TriggerTests) {}

	async deliver(): Promise<void> {
		const subject = `new ${this.delivered.length}`;
		await this.tests.server.deliver(alice, eml({ subject }));
		this.delivered.push(subject);
	}

	async toggle(uid: number): Promise<void> {
		const isFlagged = !this.flagged.get(uid);
		const change = isFlagged ? 'messageFlagsAdd' : 'messageFlagsRemove';
		await this.inInbox((connection) =>
			connection[change](String(uid), ['\\Flagged'], { uid: true }),
		);
		this.flagged.set(uid, isFlagged);
	}

	async delete(): Promise<void> {
		const uid = MARKED + this.deleted.length + 1;
		if (uid > ALL) return;
		await this.inInbox((connection) => connection.messageDelete(String(uid), { uid: true }));
		this.deleted.push(uid);
	}

	private inInbox(use: Parameters<typeof withConnectionAgain<unknown>>[2]): Promise<unknown> {
		return withConnectionAgain(accountFor(this.tests.server), 'fetch', async (connection) => {
			await connection.mailboxOpen('INBOX');
			return use(connection);
		});
	}
}

describeTriggers('Triggers on a folder in which another client does this and that', (tests) => {
	it('start for all that comes, changes and goes, and once, also where connections are cut', async () => {
		const chance = random();
		const old = Array.from({ length: ALL }, (_, index) => eml({ subject: `old ${index + 1}` }));
		for (const message of old) await tests.server.deliver(alice, message);
		const arrivals = await tests.run();
		const flags = await tests.run({ workflowId: 'flags', parameters: { event: 'flagsChanged' } });
		const gone = await tests.run({ workflowId: 'gone', parameters: { event: 'messageGone' } });
		const client = new OtherClient(tests);
		const toggle = () => client.toggle(1 + chance.below(MARKED));
		const deeds = [() => client.deliver(), toggle, toggle, () => client.delete()];
		for (let step = 1; step <= STEPS; step++) {
			await sleep(chance.below(15));
			await chance.oneOf(deeds)?.();
			if (step % BETWEEN_CUTS === 0) tests.server.dropConnections();
		}
		/** What was told of a message, and what it was before. */
		const statesOf = (uid: number) => [
			false,
			...flags.started.flatMap(({ json }) => (json.uid === uid ? isFlagged(json.flags) : [])),
		];
		const isTold = ([uid, flagged]: [number, boolean]) => statesOf(uid).at(-1) === flagged;
		const isToldTwice = (uid: number) =>
			statesOf(uid).some((state, index, states) => index > 0 && state === states[index - 1]);
		await until(() => arrivals.started.length >= client.delivered.length);
		await until(() => gone.started.length >= client.deleted.length);
		await until(() => [...client.flagged].every(isTold));
		const told = {
			seed: chance.seed,
			arrivals: arrivals.subjects(),
			gone: gone.started.map(({ json }) => json.uid),
			flagsTwice: [...client.flagged.keys()].filter(isToldTwice),
			failures: [arrivals, flags, gone].flatMap(({ failures }) => failures),
		};
		expect(told).toEqual({
			seed: chance.seed,
			arrivals: client.delivered,
			gone: client.deleted,
			flagsTwice: [],
			failures: [],
		});
	});
});

function isFlagged(flags: unknown): boolean {
	return Array.isArray(flags) && flags.includes('\\Flagged');
}
