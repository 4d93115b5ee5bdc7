import type { Account } from '../../../../mail/account/settings';
import { type Connection, connect, disconnect } from '../../../../mail/imap/connection';
import { flagsOf } from '../../../../mail/imap/states';
import { closeImapPools } from '../../../../mail/imap/pool';
import { type ChangesAnswer, changesSince } from '../../../../mail/mailbox/changes/changes';
import { sketchOf } from '../../../../mail/mailbox/changes/sketch';
import { recall } from '../../../../mail/mailbox/changes/snapshot';
import { formatToken, parseToken } from '../../../../mail/mailbox/changes/token';
import { accountFor, users } from '../../../support/account';
import { imapAccount } from '../../../support/imapAccount';
import type { ImapProxy } from '../../../support/imapProxy';
import { type Random, random } from '../../../support/random';
import { describeServers, type TestServer } from '../../../support/servers';
import { withoutCapabilities } from '../../../support/withoutCapabilities';

const FOLDER = 'Followed';
const ELSEWHERE = 'Elsewhere';
const OPERATIONS = 200;

const limits = { deadlineMs: 20_000, socketTimeoutMs: 60_000 };

/** Flags by UID. */
type Copy = Map<number, string>;

const textOf = (flags: Iterable<string>) => [...flags].sort().join(' ');

const modes: [name: string, masked: string[], form: 'list' | 'sketch'][] = [
	['all that the server can', [], 'list'],
	['CONDSTORE without QRESYNC and ESEARCH', ['QRESYNC', 'ESEARCH'], 'list'],
	['neither CONDSTORE nor QRESYNC', ['QRESYNC', 'CONDSTORE'], 'list'],
	['all that the server can, and sketches', [], 'sketch'],
	['neither CONDSTORE nor QRESYNC, and sketches', ['QRESYNC', 'CONDSTORE'], 'sketch'],
];

describeServers('changes taken over into a copy', (start) => {
	let server: TestServer;
	let proxy: ImapProxy;
	let clients: Connection[] = [];

	beforeEach(async () => {
		server = await start({ users, withoutSmtp: true });
		const account = accountFor(server);
		clients = [await connect(account, limits), await connect(account, limits)];
	});

	afterEach(async () => {
		await closeImapPools();
		await Promise.all(clients.map(disconnect));
		await proxy.close();
		await server.close();
	});

	it.each(modes)('make it equal to the folder, with %s', async (_name, masked, form) => {
		proxy = await withoutCapabilities(server, masked);
		const account = imapAccount(proxy.port, 'none');
		const chance = random();
		try {
			await replay(
				account,
				clients,
				chance,
				form === 'sketch' ? sketched(account) : (token) => token,
			);
		} catch (error) {
			throw new Error(`With SEED=${chance.seed}`, { cause: error });
		}
	});
});

/** A token as it would be for a folder with more gaps than a list can hold. */
function sketched(account: Account) {
	return (token: string) => {
		const places = parseToken(account, token) ?? [];
		const inSketches = places.map(({ known, ...place }) => ({
			...place,
			known: {
				sketch: 'sketch' in known ? known.sketch : sketchOf(recall(known, new Map()) ?? new Map()),
			},
		}));
		return formatToken(account, inSketches);
	};
}

async function replay(
	account: Account,
	clients: Connection[],
	chance: Random,
	formOf: (token: string) => string,
): Promise<void> {
	const [first] = clients;
	if (!first) throw new Error('unreachable');
	for (const folder of [FOLDER, ELSEWHERE]) await first.mailboxCreate(folder);
	const copy: Copy = new Map();
	let token: string | undefined;
	const follow = async () => {
		const question = { folders: [FOLDER], startFrom: 'everything' as const, token };
		const answer = await changesSince(account, { ...question, limit: 1 + chance.below(7) });
		takeOver(answer, copy);
		token = formOf(answer.token);
		expect(answer.token.length).toBeLessThan(2_000);
		return answer.more;
	};
	for (let done = 0; done < OPERATIONS; done++) {
		const client = chance.oneOf(clients) ?? first;
		if (chance.below(50) === 0) await recreate(client, clients);
		// Some of them while the changes are read.
		const reading = chance.below(3) === 0 ? follow() : undefined;
		await Promise.all([act(client, chance), reading]);
		if (chance.below(20) > 0) continue;
		while (await follow());
		expect(copy).toEqual(await stateOf(first));
	}
	while (await follow());
	expect(copy).toEqual(await stateOf(first));
	expect(await follow()).toBe(false);
}

function takeOver({ resets, gone, changed, new: arrivals }: ChangesAnswer, copy: Copy): void {
	if (resets.length > 0) copy.clear();
	for (const { uid } of gone) copy.delete(uid);
	for (const { uid, flags } of changed) {
		expect(copy.has(uid)).toBe(true);
		copy.set(uid, textOf(flags));
	}
	for (const { uid, flags } of arrivals) copy.set(uid, textOf(flags));
}

async function stateOf(client: Connection): Promise<Copy> {
	await client.mailboxOpen(FOLDER, { readOnly: true });
	const states = await flagsOf(client, '1:*', { uid: true });
	return new Map(states.map(({ uid, flags }) => [uid, textOf(flags)]));
}

/** One thing that a mail program does. */
async function act(client: Connection, chance: Random): Promise<void> {
	const kind = chance.below(100);
	if (kind < 30) {
		const folder = chance.below(5) === 0 ? ELSEWHERE : FOLDER;
		const flags = chance.below(2) === 0 ? ['\\Seen'] : [];
		await client.append(folder, `Subject: ${chance.below(1_000)}\r\n\r\nHello\r\n`, flags);
	} else if (kind < 36) {
		await withSome(client, ELSEWHERE, chance, (range) =>
			client.messageMove(range, FOLDER, { uid: true }),
		);
	} else {
		await withSome(client, FOLDER, chance, (range) => change(client, range, kind, chance));
	}
}

/** Not while anybody writes to it, which Dovecot answers with an internal error. */
async function recreate(client: Connection, clients: Connection[]): Promise<void> {
	for (const each of clients) await each.mailboxOpen('INBOX');
	await client.mailboxDelete(FOLDER);
	await client.mailboxCreate(FOLDER);
}

async function change(client: Connection, range: string, kind: number, chance: Random) {
	const flags = [chance.oneOf(['\\Seen', '\\Flagged', '$Work', 'later']) ?? ''];
	const options = { uid: true };
	if (kind < 65) await client.messageFlagsAdd(range, flags, options);
	else if (kind < 80) await client.messageFlagsRemove(range, flags, options);
	else if (kind < 90) await client.messageMove(range, ELSEWHERE, options);
	else await client.messageDelete(range, options);
}

/** Some of the messages of a folder, if there are any. */
async function withSome(
	client: Connection,
	folder: string,
	chance: Random,
	action: (range: string) => Promise<unknown>,
): Promise<void> {
	await client.mailboxOpen(folder);
	const uids = (await flagsOf(client, '1:*', { uid: true })).map(({ uid }) => uid);
	const some = uids.filter(() => chance.below(4) === 0);
	if (some.length > 0) await action(some.join(','));
}
