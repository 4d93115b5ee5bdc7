import type { Account } from '../../../../mail/account/settings';
import { closeImapPools, withConnection } from '../../../../mail/imap/pool';
import { type MailServer, startMailServer } from '../../../../sandbox/mailserver';
import { accountFor, alice, users } from '../../../support/account';
import { eml } from '../../../support/eml';
import { type FaultProxy, startFaultProxy } from '../../../support/faultProxy';
import { manualClock } from '../../../support/manualClock';
import { until } from '../../../support/until';
import { startWatching, type Watching } from '../../../support/watching';

let server: MailServer;
let proxy: FaultProxy;
let account: Account;
let watches: Watching[] = [];

beforeEach(async () => {
	server = await startMailServer({ users });
	proxy = await startFaultProxy({ target: server.ports.imaps });
	account = accountFor(server, { imapPort: proxy.port });
});

afterEach(async () => {
	for (const { watch } of watches) watch.close();
	watches = [];
	await closeImapPools();
	await proxy.close();
	await server.close();
});

const watch = (changes: Parameters<typeof startWatching>[1] = {}) => {
	const watching = startWatching(account, changes);
	watches.push(watching);
	return watching;
};

const deliver = (...subjects: string[]) => {
	for (const subject of subjects) server.deliver(alice, eml({ subject }));
};

it('serves fifty watches of a folder over one connection, each from where it is', async () => {
	deliver('one');
	const all = Array.from({ length: 50 }, (_, index) =>
		watch({ startFrom: index % 2 === 0 ? 'all' : 'now' }),
	);
	await Promise.all(all.map(({ watch: each }) => each.opened()));
	deliver('two');
	await Promise.all(all.map((each, index) => each.handedOver(index % 2 === 0 ? 2 : 1)));
	proxy.drop();
	await until(() => server.connections().imap === 0);
	deliver('three');
	await Promise.all(all.map((each, index) => each.handedOver(index % 2 === 0 ? 3 : 2)));
	expect(all[0]?.subjects()).toEqual(['one', 'two', 'three']);
	expect(all[1]?.subjects()).toEqual(['two', 'three']);
	expect(server.connections()).toMatchObject({ imap: 1, imapLogins: 2 });
});

it('does not let one that is busy keep the others waiting', async () => {
	const busy = watch({ maxInFlight: 1, handle: async () => ({ done: new Promise(() => {}) }) });
	const stuck = watch({ handle: () => new Promise(() => {}) });
	const free = watch();
	await Promise.all([busy, stuck, free].map((each) => each.watch.opened()));
	deliver(...Array.from({ length: 60 }, (_, index) => `message ${index}`));
	await free.handedOver(60);
	expect(busy.messages).toHaveLength(1);
	expect(stuck.messages).toHaveLength(0);
});

it('keeps the connection for those who stay, and closes it behind the last', async () => {
	const [first, second] = [watch(), watch()];
	await Promise.all([first.watch.opened(), second.watch.opened()]);
	first.watch.close();
	deliver('one');
	await second.handedOver(1);
	expect(first.messages).toEqual([]);
	expect(server.connections()).toMatchObject({ imap: 1, totalImap: 1 });
	second.watch.close();
	await until(() => server.connections().imap === 0);
	const third = watch();
	await third.handedOver(1);
	expect(server.connections()).toMatchObject({ imap: 1, totalImap: 2 });
});

it('signs in with the account of one who is still there', async () => {
	let used: string[] = [];
	const accountOf = (name: string) => {
		const password = { get: () => used.push(name) && users[alice], enumerable: true };
		return Object.defineProperties({ ...account }, { password });
	};
	const first = watch({ account: async () => accountOf('first') });
	const second = watch({ account: async () => accountOf('second') });
	await Promise.all([first, second].map((each) => each.watch.opened()));
	first.watch.close();
	used = [];
	proxy.drop();
	deliver('one');
	await second.handedOver(1);
	expect([...new Set(used)]).toEqual(['second']);
});

it('begins from now for one who comes when the folder has long been open', async () => {
	const first = watch();
	await first.watch.opened();
	deliver('one');
	await first.handedOver(1);
	const [later, unread] = [watch({ startFrom: 'now' }), watch({ startFrom: 'unread' })];
	await Promise.all([later.watch.opened(), unread.watch.opened()]);
	deliver('two');
	await Promise.all([later.handedOver(1), unread.handedOver(2)]);
	expect(later.subjects()).toEqual(['two']);
	expect(unread.subjects()).toEqual(['one', 'two']);
});

it('fails the watch whose filter the server cannot serve, and no other', async () => {
	const fine = watch();
	await fine.watch.opened();
	const asksGmail = watch({ filter: { gmailQuery: 'is:important' } });
	deliver('one');
	await until(() => asksGmail.troubles.length > 0);
	await fine.handedOver(1);
	deliver('two');
	await fine.handedOver(2);
	expect(asksGmail.troubles).toMatchObject([{ code: 'INVALID_FIELD' }]);
	expect(asksGmail.messages).toEqual([]);
	expect(server.connections().totalImap).toBe(1);
});

it('is not open for one whose filter the server cannot serve, and tells of that once', async () => {
	deliver('one');
	const clock = manualClock();
	const asksGmail = watch({ clock, filter: { gmailQuery: 'is:important' } });
	await expect(asksGmail.watch.opened()).rejects.toMatchObject({ code: 'INVALID_FIELD' });
	while (asksGmail.log.length < 3) {
		await until(() => clock.waiting() > 0);
		await clock.advance(15_000);
	}
	expect(asksGmail.troubles).toMatchObject([{ code: 'INVALID_FIELD' }]);
});

it('watches seven folders of an account, and says what to do about an eighth', async () => {
	const folders = Array.from({ length: 8 }, (_, index) => `Folder ${index}`);
	await withConnection(account, 'folder', async (connection) => {
		for (const folder of folders) await connection.mailboxCreate(folder);
	});
	const [eighth, ...seven] = folders.map((folder) => ({ folder, ...watch({ folder }) })).reverse();
	await Promise.all(seven.map(({ watch: each }) => each.opened()));
	await expect(eighth?.watch.opened()).rejects.toMatchObject({
		code: 'CONNECTION_LIMIT',
		message: expect.stringMatching(/7 folders.*Watch fewer folders/s),
	});
	const sharing = watch({ folder: 'Folder 0' });
	await expect(sharing.watch.opened()).resolves.toBeUndefined();
});

it('finds a half-open connection by asking the server, whatever the socket says', async () => {
	const clock = manualClock();
	const watching = watch({ clock, timing: { commandDeadline: 500 } });
	await watching.watch.opened();
	await until(() => clock.waiting() > 0);
	proxy.stall();
	deliver('one');
	await clock.advance(60_000);
	await until(() => watching.log.length > 0);
	while (watching.messages.length === 0) {
		await until(() => clock.waiting() > 0 || watching.messages.length > 0);
		await clock.advance(1_000);
	}
	for (let minute = 0; minute < 10; minute++) await clock.advance(60_000);
	deliver('two');
	await watching.handedOver(2);
	expect(watching.subjects()).toEqual(['one', 'two']);
	expect(watching.troubles).toEqual([]);
	expect(proxy.accepted()).toBe(2);
});

it('tells once of an outage that lasts, and logs that it is over', async () => {
	const clock = manualClock();
	const watching = watch({ clock, outageMs: 10 * 60_000 });
	await watching.watch.opened();
	await proxy.refuse();
	deliver('one');
	const pass = async (seconds: number) => {
		for (let passed = 0; passed < seconds; passed += 5) {
			const attempts = watching.log.length;
			await until(() => clock.waiting() > 0 || watching.log.length > attempts);
			await clock.advance(5_000);
		}
	};
	await pass(9 * 60);
	expect(watching.troubles).toEqual([]);
	await pass(20 * 60);
	expect(watching.troubles).toMatchObject([{ code: 'CONNECTION_REFUSED' }]);
	await proxy.accept();
	await pass(30);
	await watching.handedOver(1);
	expect(watching.troubles).toHaveLength(1);
	expect(watching.log.at(-1)).toContain('connected again');
});

it('says at once what is wrong to one who comes while the others wait for the next attempt', async () => {
	const clock = manualClock();
	const wrong = accountFor(server, { password: 'wrong' });
	const first = watch({ clock, account: async () => wrong });
	await expect(first.watch.opened()).rejects.toMatchObject({ code: 'IMAP_AUTH_FAILED' });
	const second = watch({ clock, account: async () => wrong });
	await expect(second.watch.opened()).rejects.toMatchObject({ code: 'IMAP_AUTH_FAILED' });
	expect(server.connections().totalImap).toBe(1);
});
