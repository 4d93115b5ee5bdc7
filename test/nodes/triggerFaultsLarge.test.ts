import { type MailServer, startMailServer } from '../../sandbox/mailserver';
import { alice, credentialFor, users } from '../support/account';
import { eml } from '../support/eml';
import { type EnvelopeTriggerRun, useTriggers } from '../support/envelopeTrigger';
import { describeServers, type TestServer } from '../support/servers';

const MEGABYTE = 1024 * 1024;
let server: Pick<MailServer, 'ports' | 'ca' | 'close'>;
const startTrigger = useTriggers();

afterEach(() => server.close());

const run = (changes: Partial<EnvelopeTriggerRun>) =>
	startTrigger({ credential: credentialFor(server), ...changes });

describeServers('Envelope Trigger, on a message of 50 MB', (start) => {
	let mailbox: TestServer;

	beforeEach(async () => {
		mailbox = await start({ users, withoutSmtp: true });
		server = mailbox;
	});

	/** A text, and a file of so many bytes. */
	const withFile = (bytes: number) =>
		eml({
			subject: 'large',
			headers: ['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b'],
			body: [
				...['--b', 'Content-Type: text/plain', '', 'See the film', '--b'],
				...['Content-Type: video/mp4', 'Content-Disposition: attachment; filename=film.mp4'],
				...['Content-Transfer-Encoding: base64', ''],
				`${Buffer.alloc(57, 'x').toString('base64')}\r\n`.repeat(Math.floor(bytes / 57)),
				'--b--',
			].join('\r\n'),
		});

	it('reads its text and describes its file, between small ones', async () => {
		await mailbox.deliver(alice, eml({ subject: 'before' }));
		await mailbox.deliver(alice, Buffer.from(withFile(37 * MEGABYTE)));
		await mailbox.deliver(alice, eml({ subject: 'after' }));
		const trigger = await run({ startFrom: 'all' });
		await trigger.startedAtLeast(3);
		expect(trigger.subjects()).toEqual(['before', 'large', 'after']);
		expect(trigger.started[1]?.json).toMatchObject({
			text: expect.stringContaining('See the film'),
			attachments: [{ fileName: 'film.mp4', mimeType: 'video/mp4' }],
			truncated: [],
		});
		expect(Number(trigger.started[1]?.json.size)).toBeGreaterThan(50 * MEGABYTE);
		expect(trigger.failures).toEqual([]);
	}, 60_000);
});

describe('Envelope Trigger, on a folder of 10,000 messages', () => {
	const count = 10_000;
	let mailbox: MailServer;

	beforeEach(async () => {
		mailbox = await startMailServer({ users });
		for (let index = 0; index < count; index++) {
			mailbox.deliver(alice, eml({ subject: String(index), messageId: `${index}@example.test` }));
		}
		server = mailbox;
	});

	const all = Array.from({ length: count }, (_, index) => String(index));

	it('runs them all, in their order, and what comes then', async () => {
		const trigger = await run({ startFrom: 'all', options: { maxInFlight: 50 } });
		await trigger.startedAtLeast(count);
		mailbox.deliver(alice, eml({ subject: 'new' }));
		await trigger.startedAtLeast(count + 1);
		expect(trigger.subjects()).toEqual([...all, 'new']);
		expect(trigger.emits()).toBe(count + 1);
	}, 120_000);

	it('runs none of them, but what comes', async () => {
		const trigger = await run({ startFrom: 'now' });
		mailbox.deliver(alice, eml({ subject: 'new' }));
		await trigger.startedAtLeast(1);
		expect(trigger.subjects()).toEqual(['new']);
	});
});
