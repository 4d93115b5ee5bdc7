import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { closeImapPools } from '../../mail/imap/pool';
import { EnvelopeTrigger } from '../../nodes/EnvelopeTrigger/EnvelopeTrigger.node';
import { credentialFor, users } from './account';
import { describeServers, type TestServer } from './servers';
import { type RunningTrigger, startTrigger, type TriggerRun } from './trigger';

export interface EnvelopeTriggerRun extends Partial<Omit<TriggerRun, 'node' | 'parameters'>> {
	credential: IDataObject;
	/** The inbox by default. */
	folder?: string;
	startFrom?: 'now' | 'unread' | 'all';
	options?: INodeParameters;
	/** Of the node's other fields. */
	parameters?: INodeParameters;
}

export interface RunningEnvelopeTrigger extends RunningTrigger {
	/** The subjects of what was started, in its order. */
	subjects(): unknown[];
}

/** The Envelope Trigger of a workflow that is active, on new messages. */
export async function startEnvelopeTrigger({
	folder = 'INBOX',
	startFrom = 'now',
	options = {},
	parameters = {},
	...run
}: EnvelopeTriggerRun): Promise<RunningEnvelopeTrigger> {
	const trigger = await startTrigger({
		node: new EnvelopeTrigger(),
		parameters: {
			event: 'newMessage',
			folder: { __rl: true, mode: 'name', value: folder },
			startFrom,
			options,
			...parameters,
		},
		...run,
	});
	return { ...trigger, subjects: () => trigger.started.map(({ json }) => json.subject) };
}

/**
 * For a suite that starts triggers: they end with the test. To be called before what closes the server.
 *
 * @returns starts one
 */
export function useTriggers(): typeof startEnvelopeTrigger {
	let running: RunningEnvelopeTrigger[] = [];

	afterEach(async () => {
		await Promise.all(running.map((trigger) => trigger.close()));
		running = [];
		await closeImapPools();
	});

	return async (run) => {
		const trigger = await startEnvelopeTrigger(run);
		running.push(trigger);
		return trigger;
	};
}

export interface TriggerTests {
	/** The test's own. */
	readonly server: TestServer;
	/** Starts a trigger, of Alice's mailbox where nothing else is said, which ends with the test. */
	run(changes?: Partial<EnvelopeTriggerRun>): Promise<RunningEnvelopeTrigger>;
}

/** Describes what triggers do, on each kind of mail server. */
export function describeTriggers(name: string, suite: (tests: TriggerTests) => void): void {
	describeServers(name, (start) => {
		let server: TestServer;
		const runTrigger = useTriggers();

		beforeEach(async () => {
			server = await start({ users, withoutSmtp: true });
		});

		afterEach(() => server.close());

		suite({
			get server() {
				return server;
			},
			run: (changes = {}) => runTrigger({ credential: credentialFor(server), ...changes }),
		});
	});
}
