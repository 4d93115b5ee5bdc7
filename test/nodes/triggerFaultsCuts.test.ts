import type { IDataObject } from 'n8n-workflow';
import { alice, credentialFor } from '../support/account';
import { eml } from '../support/eml';
import { type RunningEnvelopeTrigger, startEnvelopeTrigger } from '../support/envelopeTrigger';
import { fastClock } from '../support/fastClock';
import { byeAtCommand, endAfterCommand, endAfterTagged, endInLiteral } from '../support/imapFaults';
import { type ImapProxy, type Rules, startImapProxy } from '../support/imapProxy';
import { describeServers, type TestServer } from '../support/servers';

// To connect again: a second at first, and more behind it.
fastClock(10);

/** As many mailboxes, and faults, as there may be. */
const mailboxes = Array.from({ length: 120 }, (_, index) => `box${index}@example.test`);
const password = 'a password';

/** More than is fetched whole, so that its text is fetched as a part. */
const large = eml({
	headers: ['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b'],
	subject: 'large',
	body: [
		...['--b', 'Content-Type: text/plain', '', 'Read me', '--b'],
		...['Content-Type: application/pdf; name="a.pdf"', '', 'x'.repeat(300_000), '--b--'],
	].join('\r\n'),
});

/** What a session is made of, which is where it can break. */
interface Session {
	commands: number;
	tagged: number;
	literals: number;
}

/** A fault as it comes upon each of the first connections, and the watch that meets it. */
interface Case {
	mailbox: string;
	proxy: ImapProxy;
	trigger: RunningEnvelopeTrigger;
}

describeServers('Envelope Trigger, with connections that end at any step', (start) => {
	let server: TestServer;
	let cases: Case[] = [];

	beforeEach(async () => {
		const users = Object.fromEntries([alice, ...mailboxes].map((address) => [address, password]));
		server = await start({ users, withoutSmtp: true });
	});

	afterEach(async () => {
		await Promise.all(cases.map(({ trigger }) => trigger.close()));
		await Promise.all(cases.map(({ proxy }) => proxy.close()));
		cases = [];
		await server.close();
	});

	const watch = async (mailbox: string, rules: (connection: number) => Rules): Promise<Case> => {
		const proxy = await startImapProxy({ target: server.ports.imap, rules });
		const credential: IDataObject = credentialFor(server, {
			address: mailbox,
			password,
			imapPort: proxy.port,
			imapTls: 'none',
		});
		const trigger = await startEnvelopeTrigger({
			credential,
			workflowId: mailbox,
			startFrom: 'all',
			activation: 'init',
		});
		const watched = { mailbox, proxy, trigger };
		cases.push(watched);
		return watched;
	};

	/** The steps of a session that catches up, waits, and reads what comes then. */
	const steps = async (): Promise<Session> => {
		const session = { commands: 0, tagged: 0, literals: 0 };
		const counting: Rules = {
			command: () => {
				session.commands++;
				return undefined;
			},
			response: (response, literals) => {
				session.literals += literals.length;
				if (!/^[*+]/.test(response)) session.tagged++;
				return undefined;
			},
		};
		await server.deliver(alice, large);
		const { trigger } = await watch(alice, () => counting);
		await trigger.startedAtLeast(1);
		await server.deliver(alice, eml({ subject: 'new' }));
		await trigger.startedAtLeast(2);
		return { ...session };
	};

	/** Each fault ends two connections to a mailbox of its own, while mail goes on to arrive there. */
	const expectAllOnce = async (faults: (() => Rules)[], total: number) => {
		const each = Math.ceil(total / faults.length);
		const bring = async (fault: () => Rules, index: number) => {
			const mailbox = mailboxes[index] ?? '';
			const subjects = Array.from({ length: each - 1 }, (_, count) => `message ${count}`);
			const waiting = subjects.slice(0, each / 2);
			await server.deliver(mailbox, large);
			for (const subject of waiting) await server.deliver(mailbox, eml({ subject }));
			const { trigger, proxy } = await watch(mailbox, (connection) =>
				connection <= 2 ? fault() : {},
			);
			for (let count = waiting.length + 1; count < each; count++) {
				await trigger.startedAtLeast(count);
				await server.deliver(mailbox, eml({ subject: subjects[count - 1] }));
			}
			await trigger.startedAtLeast(each);
			return { trigger, proxy, expected: ['large', ...subjects] };
		};
		const ended = await Promise.all(faults.map(bring));
		for (const { trigger, proxy, expected } of ended) {
			expect(trigger.subjects()).toEqual(expected);
			expect(trigger.emits()).toBe(expected.length); // what was with n8n is not offered again
			expect(trigger.failures).toEqual([]);
			expect(proxy.accepted()).toBeGreaterThan(1);
		}
		const started = ended.flatMap(({ trigger }) => trigger.started);
		expect(started.length).toBeGreaterThanOrEqual(total);
	};

	it('starts 1,000 of 1,000 messages once, whichever step it is cut at', async () => {
		const { commands, tagged, literals } = await steps();
		await expectAllOnce(
			[
				...countedTo(commands).map((nth) => () => endAfterCommand(nth)),
				...countedTo(tagged).map((nth) => () => endAfterTagged(nth)),
				...countedTo(literals).flatMap((nth) =>
					[0, 0.5, 0.999].map((share) => () => endInLiteral(nth, share)),
				),
			],
			1_000,
		);
	}, 120_000);

	it('starts each message once, whichever command is answered with BYE', async () => {
		const { commands } = await steps();
		await expectAllOnce(
			countedTo(commands).map((nth) => () => byeAtCommand(nth)),
			200,
		);
	}, 120_000);
});

function countedTo(count: number): number[] {
	return Array.from({ length: count }, (_, index) => index + 1);
}
