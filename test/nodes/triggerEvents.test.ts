import { alice } from '../support/account';
import { eml } from '../support/eml';
import { describeTriggers } from '../support/envelopeTrigger';

const bounce = eml({
	subject: 'Undelivered',
	from: 'MAILER-DAEMON@example.test',
	headers: [
		'Auto-Submitted: auto-replied',
		'MIME-Version: 1.0',
		'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
	],
	body: [
		...['--b', 'Content-Type: text/plain', '', 'It could not be delivered.'],
		...['--b', 'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; example.test', ''],
		...['Final-Recipient: rfc822; jon@example.test', 'Action: failed', 'Status: 5.1.1', '--b--'],
	].join('\r\n'),
});

const outOfOffice = eml({ subject: 'Away', headers: ['Auto-Submitted: auto-replied'] });

describeTriggers('The events of Envelope Trigger', (tests) => {
	it.each([
		['bounce', 'Undelivered'],
		['autoReply', 'Away'],
	])('start for %s alone', async (event, subject) => {
		const trigger = await tests.run({ parameters: { event } });
		for (const raw of [
			eml({ subject: 'Human' }),
			bounce,
			outOfOffice,
			eml(),
			bounce,
			outOfOffice,
		]) {
			await tests.server.deliver(alice, raw);
		}
		await trigger.startedAtLeast(2);
		expect(trigger.subjects()).toEqual([subject, subject]);
		expect(trigger.started[0]?.json).toMatchObject({ kind: event });
	});

	it('start for answers to what is in the Sent folder', async () => {
		const ours = eml({ messageId: 'ours@example.test', from: alice });
		await tests.server.deliver(alice, ours, { folder: 'Sent' });
		const trigger = await tests.run({ parameters: { event: 'reply' } });
		const answer = (subject: string, ...headers: string[]) =>
			tests.server.deliver(alice, eml({ subject, headers }));
		await answer('not an answer');
		await answer('to another', 'In-Reply-To: <other@example.test>');
		await answer('to ours', 'In-Reply-To: <ours@example.test>');
		await answer(
			'in the thread',
			'References: <ours@example.test> <other@example.test>',
			'In-Reply-To: <other@example.test>',
		);
		await trigger.startedAtLeast(2);
		expect(trigger.subjects()).toEqual(['to ours', 'in the thread']);
	});

	it('start for answers to given messages alone', async () => {
		const parameters = { event: 'reply', repliesTo: 'given', messageIds: '<a@x.test>, <b@x.test>' };
		const trigger = await tests.run({ parameters });
		for (const id of ['a', 'c', 'b']) {
			const headers = [`In-Reply-To: <${id}@x.test>`];
			await tests.server.deliver(alice, eml({ subject: `to ${id}`, headers }));
		}
		await trigger.startedAtLeast(2);
		expect(trigger.subjects()).toEqual(['to a', 'to b']);
	});

	it('start when flags change, and when a message goes', async () => {
		await tests.server.deliver(alice, eml({ subject: 'one' }));
		const flags = await tests.run({ parameters: { event: 'flagsChanged' } });
		const gone = await tests.run({ workflowId: 'gone', parameters: { event: 'messageGone' } });
		const mover = await tests.run({
			workflowId: 'mover',
			startFrom: 'all',
			parameters: { afterwards: { markRead: true, then: 'archive' } },
		});
		await mover.startedAtLeast(1);
		await gone.startedAtLeast(1);
		expect(gone.started[0]?.json).toMatchObject({ subject: 'one', kind: 'human', folder: 'INBOX' });
		await tests.server.deliver(alice, eml({ subject: 'two' }));
		await mover.startedAtLeast(2);
		await gone.startedAtLeast(2);
		expect(gone.subjects()).toEqual(['one', 'two']);
		for (const { json } of flags.started) expect(json.flagsAdded).toEqual(['\\Seen']);
	});

	it('start for filtered messages of several folders', async () => {
		const trigger = await tests.run({
			parameters: { filters: { subject: 'invoice' } },
			options: { moreFolders: ['Junk', '\\Archive'] },
		});
		for (const folder of ['INBOX', 'Junk', 'Archive', 'Trash']) {
			await tests.server.deliver(alice, eml({ subject: `Your invoice in ${folder}` }), { folder });
			await tests.server.deliver(alice, eml({ subject: `Greetings from ${folder}` }), { folder });
		}
		await trigger.startedAtLeast(3);
		expect(trigger.subjects().toSorted()).toEqual([
			'Your invoice in Archive',
			'Your invoice in INBOX',
			'Your invoice in Junk',
		]);
	});

	it('start with up to so many messages as are wanted in one execution', async () => {
		for (let count = 0; count < 25; count++) await tests.server.deliver(alice, eml());
		const trigger = await tests.run({ startFrom: 'all', options: { perExecution: 10 } });
		await trigger.startedAtLeast(25);
		expect(trigger.executions.map(({ length }) => length)).toEqual([10, 10, 5]);
	});

	it('are shown in many tests at once, though each has to look into the Sent folder', async () => {
		const messageId = `${Date.now()}@example.test`;
		await tests.server.deliver(alice, eml({ from: alice, messageId }), { folder: 'Sent' });
		const headers = [`In-Reply-To: <${messageId}>`];
		await tests.server.deliver(alice, eml({ subject: 'answer', headers }));
		const parameters = { event: 'reply' };
		const shown = await Promise.all(
			['one', 'two', 'three', 'four'].map((workflowId) =>
				tests.run({ mode: 'manual', workflowId, parameters }),
			),
		);
		await Promise.all(shown.map((trigger) => trigger.startedAtLeast(1)));
		expect(shown.flatMap((trigger) => trigger.subjects())).toEqual(Array(4).fill('answer'));
	});
});
