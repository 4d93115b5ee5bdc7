import type { Account } from '../../../../mail/account/settings';
import { type MailServer, startMailServer } from '../../../../sandbox/mailserver';
import { accountFor, alice, users } from '../../../support/account';
import { eml } from '../../../support/eml';
import { nameOf, withoutMessages } from '../../../support/imapFaults';
import { type ImapProxy, type Rules, startImapProxy } from '../../../support/imapProxy';
import { until } from '../../../support/until';
import { startWatching, type Watching } from '../../../support/watching';

let server: MailServer;
let proxy: ImapProxy;
let account: Account;
let watches: Watching[];
/** The names of what was asked, in its order. */
let commands: string[];

const start = async (rules: Rules = {}) => {
	server = await startMailServer({ users });
	const command = (line: string) => {
		commands.push(nameOf(line) || line);
		return undefined;
	};
	proxy = await startImapProxy({
		target: server.ports.imap,
		rules: () => ({ ...rules, command }),
	});
	account = accountFor(server, { imapPort: proxy.port, imapTls: 'none' });
};

beforeEach(() => {
	watches = [];
	commands = [];
});

afterEach(async () => {
	for (const { watch } of watches) watch.close();
	await proxy.close();
	await server.close();
});

/** Waits for what comes. */
const watch = async (changes: Parameters<typeof startWatching>[1] = {}) => {
	const watching = startWatching(account, changes);
	watches.push(watching);
	await watching.watch.opened();
	return watching;
};

const isIdle = () => until(() => commands.at(-1) === 'IDLE');

const deliver = (...subjects: string[]) => {
	for (const subject of subjects) server.deliver(alice, eml({ subject }));
};

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `message ${index}`);

it('is fetched at once, and only then it is asked what else is there', async () => {
	await start();
	const watching = await watch();
	await isIdle();
	commands = [];
	deliver('one');
	await watching.handedOver(1);
	await isIdle();
	expect(commands).toEqual(['DONE', 'UID FETCH', 'UID SEARCH', 'IDLE']);
});

it('is fetched once for all who want it, and looked at by those who choose', async () => {
	await start();
	const [first, second] = [await watch(), await watch()];
	const choosing = await watch({ filter: { subject: 'two' } });
	await isIdle();
	commands = [];
	deliver('one');
	await Promise.all([first, second].map((each) => each.handedOver(1)));
	await isIdle();
	expect(commands.filter((command) => command === 'UID FETCH').length).toBeLessThanOrEqual(2);
	deliver('two');
	await Promise.all([first, second].map((each) => each.handedOver(2)));
	await choosing.handedOver(1);
	expect(choosing.subjects()).toEqual(['two']);
});

it('runs in its order and once, however much comes together', async () => {
	await start();
	const watching = await watch();
	await isIdle();
	const subjects = numbered(70);
	deliver(...subjects);
	await watching.handedOver(70);
	expect(watching.subjects()).toEqual(subjects);
});

it('is found by the look that follows where the server did not give it out', async () => {
	let missing = true;
	const tries = withoutMessages((uid) => {
		const isMissing = uid === 2 && missing;
		if (isMissing) missing = false;
		return isMissing;
	});
	await start(tries);
	deliver('one');
	const watching = await watch();
	await watching.handedOver(1);
	await isIdle();
	deliver('two', 'three');
	await watching.handedOver(3);
	expect(watching.subjects().sort()).toEqual(['one', 'three', 'two']);
	expect(new Set(watching.keys).size).toBe(3);
});
