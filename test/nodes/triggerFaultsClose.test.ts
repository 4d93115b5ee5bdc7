import { type MailServer, startMailServer } from '../../sandbox/mailserver';
import { closeImapPools } from '../../mail/imap/pool';
import { alice, credentialFor, users } from '../support/account';
import { eml } from '../support/eml';
import { startEnvelopeTrigger } from '../support/envelopeTrigger';
import { endAfterTagged, endInLiteral } from '../support/imapFaults';
import { type ImapProxy, type Rules, startImapProxy } from '../support/imapProxy';
import { until } from '../support/until';

let server: MailServer;
let proxies: ImapProxy[] = [];

beforeEach(async () => {
	server = await startMailServer({ users });
});

afterEach(async () => {
	await Promise.all(proxies.map((proxy) => proxy.close()));
	proxies = [];
	await closeImapPools();
	await server.close();
});

/** How many of each kind keep the process alive. */
function resources(): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const kind of process.getActiveResourcesInfo()) counts[kind] = (counts[kind] ?? 0) + 1;
	return counts;
}

function listeners(): number {
	return process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0);
}

it('leaves nothing behind after 100 activations and deactivations', async () => {
	const warned = jest.fn();
	process.on('warning', warned);
	const cycle = async () => {
		const trigger = await startEnvelopeTrigger({ credential: credentialFor(server) });
		await trigger.close();
		expect(trigger.failures).toEqual([]);
	};
	await cycle(); // what is made once, such as the engine's own
	await closeImapPools();
	await until(() => server.connections().imap === 0);
	const before = { resources: resources(), listeners: listeners() };
	for (let count = 0; count < 100; count++) await cycle();
	await closeImapPools();
	await until(() => server.connections().imap === 0);
	const grown = () =>
		Object.entries(resources()).filter(
			([kind, count]) => kind !== 'Immediate' && count > (before.resources[kind] ?? 0),
		);
	await until(() => grown().length === 0);
	expect(listeners()).toBe(before.listeners);
	expect(warned).not.toHaveBeenCalled();
	process.off('warning', warned);
});

/** As many tagged responses as a session has until it waits for news. */
const STEPS = 12;

it('closes at once wherever the server has gone silent', async () => {
	for (const subject of ['one', 'two']) server.deliver(alice, eml({ subject }));
	const silences = [
		...Array.from({ length: STEPS }, (_, index) => endAfterTagged(index + 1, 'stall')),
		...[0.2, 0.9].map((share) => endInLiteral(1, share, 'stall')),
	];
	const closeInSilence = async (fault: Rules, index: number) => {
		let answers = 0;
		let silent = false;
		const proxy = await startImapProxy({
			target: server.ports.imap,
			rules: () => ({
				response: (...response) => {
					const verdict = fault.response?.(...response);
					answers++;
					if (verdict) silent = true;
					return verdict;
				},
			}),
		});
		proxies.push(proxy);
		const trigger = await startEnvelopeTrigger({
			credential: credentialFor(server, { imapPort: proxy.port, imapTls: 'none' }),
			workflowId: `silent ${index}`,
			startFrom: 'all',
			activation: 'init',
		});
		// A session that is shorter is silent because it waits for news.
		await until(() => silent || trigger.started.length === 2);
		await trigger.close();
		await until(() => proxy.open() === 0);
		expect(answers).toBeGreaterThan(0);
		expect(trigger.failures).toEqual([]);
		return proxy.accepted();
	};
	const accepted = await Promise.all(silences.map(closeInSilence));
	expect(accepted).toEqual(silences.map(() => 1)); // nothing connects again after the end
});

it('closes at once while it waits to connect again', async () => {
	const timers = resources().Timeout ?? 0;
	const proxy = await startImapProxy({
		target: server.ports.imap,
		rules: () => ({ command: () => ({ then: 'cut' }) }),
	});
	proxies.push(proxy);
	const trigger = await startEnvelopeTrigger({
		credential: credentialFor(server, { imapPort: proxy.port, imapTls: 'none' }),
		activation: 'init',
	});
	await until(() => proxy.accepted() === 1 && proxy.open() === 0);
	await trigger.close();
	await until(() => (resources().Timeout ?? 0) <= timers);
	expect(proxy.accepted()).toBe(1);
});
