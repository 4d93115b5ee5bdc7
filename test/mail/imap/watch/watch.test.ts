import type { Account } from '../../../../mail/account/settings';
import {
	type MailServer,
	type MailServerOptions,
	startMailServer,
} from '../../../../sandbox/mailserver';
import { accountFor, alice, bob, users } from '../../../support/account';
import { eml } from '../../../support/eml';
import { type FaultProxy, startFaultProxy } from '../../../support/faultProxy';
import { until } from '../../../support/until';
import { startWatching, type Watching } from '../../../support/watching';

let server: MailServer;
let proxy: FaultProxy;
let account: Account;
let watching: Watching | undefined;

const startServer = async (options: Partial<MailServerOptions> = {}) => {
	server = await startMailServer({ users, ...options });
	proxy = await startFaultProxy({ target: server.ports.imaps });
	account = accountFor(server, { imapPort: proxy.port });
};

afterEach(async () => {
	watching?.watch.close();
	await proxy.close();
	await server.close();
});

const watch = (changes: Parameters<typeof startWatching>[1] = {}) => {
	watching = startWatching(account, changes);
	return watching;
};

const deliver = (...subjects: string[]) => {
	for (const subject of subjects) server.deliver(alice, eml({ subject }));
};

const connectedAgain = ({ log }: Watching, times = 1) =>
	until(() => log.filter((line) => line.includes('connected again')).length >= times);

it('goes on after connections that are cut, and hands every message over once', async () => {
	await startServer();
	const watching = watch();
	for (let round = 1; round <= 3; round++) {
		deliver(`before ${round}`);
		await watching.handedOver(2 * round - 1);
		proxy.drop();
		deliver(`after ${round}`);
		await watching.handedOver(2 * round);
	}
	expect(watching.subjects()).toEqual(
		[1, 2, 3].flatMap((round) => [`before ${round}`, `after ${round}`]),
	);
	expect(watching.troubles).toEqual([]);
});

it.each([
	['during the sign-in', 3_000, 0],
	['in the first batch', 100_000, 0],
	['in the second batch', 1_150_000, 40],
])('goes on after a connection cut %s', async (_when, bytes, before) => {
	await startServer();
	const subjects = Array.from({ length: 50 }, (_, index) => `message ${index}`);
	const body = `${'x'.repeat(70)}\r\n`.repeat(350);
	for (const subject of subjects) server.deliver(alice, eml({ subject, body }));
	proxy.cutAfterBytes(bytes);
	const watching = watch();
	await until(() => watching.log.some((line) => line.includes('Reconnecting')));
	expect(watching.messages).toHaveLength(before);
	proxy.cutAfterBytes(Infinity);
	await watching.handedOver(50);
	deliver('last');
	await watching.handedOver(51);
	expect(watching.subjects()).toEqual([...subjects, 'last']);
	expect(watching.troubles).toEqual([]);
});

it('notices a connection that is half-open, and hands every message over once', async () => {
	await startServer();
	const watching = watch({ timing: { lookInterval: 300, commandDeadline: 1_000 } });
	deliver('one');
	await watching.handedOver(1);
	proxy.stall();
	deliver('two');
	await watching.handedOver(2);
	deliver('three');
	await watching.handedOver(3);
	expect(watching.subjects()).toEqual(['one', 'two', 'three']);
});

it('waits for a server that refuses connections, and tells nobody of a short outage', async () => {
	await startServer();
	const watching = watch();
	await watching.watch.opened();
	await proxy.refuse();
	deliver('one', 'two');
	await until(() => watching.log.filter((line) => line.includes('REFUSED')).length >= 2);
	await proxy.accept();
	await watching.handedOver(2);
	expect(watching.subjects()).toEqual(['one', 'two']);
	expect(watching.troubles).toEqual([]);
	await connectedAgain(watching);
});

it('looks by itself where the server has no IDLE', async () => {
	await startServer({ withoutCapabilities: ['IDLE'] });
	const watching = watch({ timing: { lookInterval: 100, commandDeadline: 20_000 } });
	await watching.watch.opened();
	for (const count of [1, 2, 3]) {
		deliver(String(count));
		await watching.handedOver(count);
	}
	expect(watching.subjects()).toEqual(['1', '2', '3']);
	expect(server.connections().imapLogins).toBe(1);
});

it('tells once of a wrong password, and goes on when it is mended', async () => {
	await startServer();
	const wrong = accountFor(server, { password: 'wrong' });
	let asked = 0;
	const watching = watch({
		account: async () => (++asked < 4 ? wrong : account),
		random: () => -1.4999, // five minutes become 15 ms
	});
	await expect(watching.watch.opened()).rejects.toMatchObject({ code: 'IMAP_AUTH_FAILED' });
	deliver('one');
	await watching.handedOver(1);
	expect(watching.troubles).toMatchObject([{ code: 'IMAP_AUTH_FAILED', transient: false }]);
});

it('tells once of a credential that cannot be read, and of the next trouble after it', async () => {
	await startServer();
	let asked = 0;
	let there = false;
	const watching = watch({
		account: async () => {
			if (++asked % 3 === 0) there = true;
			if (!there) throw new Error('no such credential');
			return account;
		},
		random: () => -1.4999,
	});
	deliver('one');
	await watching.handedOver(1);
	there = false;
	proxy.drop();
	deliver('two');
	await watching.handedOver(2);
	expect(watching.troubles).toMatchObject([
		{ what: 'no such credential' },
		{ what: 'no such credential' },
	]);
});

it('begins anew where the credential has come to be for another mailbox', async () => {
	await startServer();
	server.deliver(bob, eml({ subject: 'for Bob' }));
	const forBob = accountFor(server, { imapPort: proxy.port, address: bob, password: users[bob] });
	let current = account;
	const watching = watch({ account: async () => current });
	deliver('one', 'two');
	await watching.handedOver(2);
	current = forBob;
	proxy.drop();
	await watching.handedOver(3);
	expect(watching.subjects()).toEqual(['one', 'two', 'for Bob']);
});

it('finds a dead connection also while all executions are busy', async () => {
	await startServer();
	const busy = Promise.withResolvers<undefined>();
	const watching = watch({
		maxInFlight: 1,
		timing: { lookInterval: 100, commandDeadline: 300 },
		handle: async ([arrival]) => ({
			done: arrival?.message.subject === 'busy' ? busy.promise.then(() => {}) : Promise.resolve(),
		}),
	});
	deliver('busy', 'next');
	await watching.handedOver(1);
	proxy.stall();
	await connectedAgain(watching);
	busy.resolve(undefined);
	await watching.handedOver(2);
	expect(watching.subjects()).toEqual(['busy', 'next']);
});
