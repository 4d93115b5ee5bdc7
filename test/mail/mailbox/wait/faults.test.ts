import { closeImapPools } from '../../../../mail/imap/pool';
import type { Message } from '../../../../mail/message/model';
import type { Wait } from '../../../../mail/mailbox/wait/waitForMessage';
import { type MailServer, startMailServer } from '../../../../sandbox/mailserver';
import { accountFor, alice, users } from '../../../support/account';
import { eml } from '../../../support/eml';
import { failureOf } from '../../../support/failure';
import {
	answering,
	byeAtCommand,
	endAfterCommand,
	withoutCapabilities,
	withoutMessages,
	withUidValidity,
} from '../../../support/imapFaults';
import { type ImapProxy, type Rules, startImapProxy } from '../../../support/imapProxy';
import { type ManualClock, manualClock } from '../../../support/manualClock';
import { until } from '../../../support/until';
import { startWait } from '../../../support/waiting';

const MINUTE_MS = 60_000;

let server: MailServer;
let proxy: ImapProxy;
let clock: ManualClock;
let cancel: AbortController;

beforeEach(async () => {
	server = await startMailServer({ users });
	clock = manualClock();
	cancel = new AbortController();
});

afterEach(async () => {
	cancel.abort();
	await closeImapPools();
	await proxy.close();
	await server.close();
});

const start = (changes: Partial<Wait> = {}) =>
	startWait(accountFor(server, { imapPort: proxy.port, imapTls: 'none' }), {
		signal: cancel.signal,
		clock,
		...changes,
	});

/** @param rules for the connections in their order; none for those that follow */
async function wait(
	rules: (Rules | undefined)[],
	changes: Partial<Wait> = {},
): Promise<{ message: Promise<Message | undefined>; settled: () => boolean }> {
	proxy = await startImapProxy({
		target: server.ports.imap,
		rules: (connection) => rules[connection - 1] ?? {},
	});
	const message = start(changes);
	let isSettled = false;
	const settle = () => (isSettled = true);
	message.then(settle, settle);
	return { message, settled: () => isSettled };
}

const deliver = (subject: string, ago = 0) =>
	server.deliver(alice, eml({ subject }), { date: new Date(Date.now() - ago) });

/** Until all is asked, and only the limit and the next look are awaited. */
const atRest = (settled = () => false) => until(() => clock.waiting() >= 2 || settled());

/** Lets seconds pass, each when all is at rest, until the waiting has ended. */
async function pass(settled: () => boolean): Promise<void> {
	while (!settled()) {
		await atRest(settled);
		await clock.advance(1_000);
	}
}

it('asks a server without IDLE every few seconds', async () => {
	const { message } = await wait([withoutCapabilities('IDLE')]);
	await atRest();
	deliver('polled');
	await clock.advance(5_000);
	expect(await message).toMatchObject({ subject: 'polled' });
	expect(proxy.accepted()).toBe(1);
});

it('asks a server that tells of nothing while it idles', async () => {
	const silent: Rules = {
		response: (response) => (/^\* \d+ EXISTS/.test(response) ? { instead: [] } : undefined),
	};
	const { message, settled } = await wait([silent]);
	await atRest();
	deliver('not told of');
	await pass(settled);
	expect(await message).toMatchObject({ subject: 'not told of' });
});

it('waits for a message that is announced before it is given out', async () => {
	let asked = 0;
	const { message, settled } = await wait([withoutMessages(() => ++asked < 4)]);
	await atRest();
	deliver('late');
	await pass(settled);
	expect(await message).toMatchObject({ subject: 'late' });
	expect(asked).toBeGreaterThanOrEqual(4);
});

it('goes by the date where the UIDs of the folder began anew meanwhile', async () => {
	deliver('old', 10 * MINUTE_MS);
	const { message, settled } = await wait([undefined, withUidValidity(4711)]);
	await atRest();
	server.dropConnections();
	deliver('old, and moved back', 10 * MINUTE_MS);
	deliver('new');
	await pass(settled);
	const found = await message;
	expect(found).toMatchObject({ subject: 'new' });
	expect(found?.id).toContain('.4711.');
});

it.each(Array.from({ length: 12 }, (_, index) => index + 1))(
	'misses nothing where the connection ends at command %d, or the server says goodbye',
	async (nth) => {
		deliver('old', 10 * MINUTE_MS);
		const rules = [endAfterCommand(nth), byeAtCommand(nth), undefined];
		const { message, settled } = await wait(rules);
		deliver('here');
		await pass(settled);
		expect(await message).toMatchObject({ subject: 'here' });
	},
);

it('goes on where the server refuses a search for a while', async () => {
	const refusing = answering('UID SEARCH', 'NO [UNAVAILABLE] Later');
	const { message, settled } = await wait([refusing, refusing, undefined]);
	deliver('here');
	await pass(settled);
	expect(await message).toMatchObject({ subject: 'here' });
});

it('fails at the end where the server refuses all the time', async () => {
	const refusing = answering('UID SEARCH', 'NO [UNAVAILABLE] Later');
	const rules = Array<Rules>(1_000).fill(refusing);
	const { message, settled } = await wait(rules, { limitMs: MINUTE_MS });
	const failure = failureOf(message);
	await pass(settled);
	expect(await failure).toMatchObject({ code: 'SERVER_REJECTED' });
});

it('fails at the end where the last look has no answer', async () => {
	let stalls = false;
	const stalling: Rules = { command: () => (stalls ? { then: 'stall' } : undefined) };
	const { message, settled } = await wait([stalling], { limitMs: 4_000 });
	const failure = failureOf(message);
	await atRest();
	stalls = true;
	await clock.advance(4_000);
	await until(() => clock.waiting() > 0);
	await clock.advance(30_000);
	await until(settled);
	expect(await failure).toMatchObject({ code: 'CONNECTION_TIMEOUT', transient: true });
});

it('finds at the last look what the server did not tell of', async () => {
	const silent: Rules = {
		response: (response) => (/^\* \d+ EXISTS/.test(response) ? { instead: [] } : undefined),
	};
	const { message } = await wait([silent], { limitMs: 4_000 });
	await atRest();
	deliver('just in time');
	await clock.advance(4_000);
	expect(await message).toMatchObject({ subject: 'just in time' });
});

it('fails at once where the server cannot serve the filter, and leaves others alone', async () => {
	const { message } = await wait([], { filter: { subject: 'for the first' } });
	await atRest();
	deliver('asked about');
	const asksGmail = start({ filter: { gmailQuery: 'is:important' } });
	expect(await failureOf(asksGmail)).toMatchObject({ code: 'INVALID_FIELD' });
	deliver('for the first');
	expect(await message).toMatchObject({ subject: 'for the first' });
	expect(proxy.accepted()).toBe(1);
});
