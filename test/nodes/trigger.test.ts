import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { alice, credentialFor } from '../support/account';
import { eml } from '../support/eml';
import { describeTriggers, type EnvelopeTriggerRun } from '../support/envelopeTrigger';

describeTriggers('Envelope Trigger', (tests) => {
	const run = (changes: Partial<EnvelopeTriggerRun> = {}, parameters: INodeParameters = {}) =>
		tests.run({ ...changes, parameters });

	const deliver = async (...subjects: string[]) => {
		for (const subject of subjects) await tests.server.deliver(alice, eml({ subject }));
	};

	it('starts one execution for each message that arrives, in their order', async () => {
		await deliver('before');
		const trigger = await run();
		const subjects = Array.from({ length: 45 }, (_, index) => `message ${index}`);
		await deliver(...subjects);
		await trigger.startedAtLeast(45);
		expect(trigger.subjects()).toEqual(subjects);
	});

	it('gives out the whole message model', async () => {
		const trigger = await run({}, { output: 'full' });
		const headers = [
			'References: <a@x.test> <b@x.test>',
			'In-Reply-To: <b@x.test>',
			'Cc: c@x.test',
		];
		await tests.server.deliver(
			alice,
			eml({ subject: 'S', messageId: 'm@x.test', headers, body: 'One\r\n two' }),
		);
		const [item] = await trigger.startedAtLeast(1);
		expect(item?.json).toMatchObject({
			id: expect.stringMatching(/^\d+\.\d+\.INBOX$/),
			folder: 'INBOX',
			messageId: '<m@x.test>',
			inReplyTo: '<b@x.test>',
			references: ['<a@x.test>', '<b@x.test>'],
			from: [{ name: 'Bob', address: 'bob@example.test' }],
			to: [{ name: '', address: alice }],
			cc: [{ name: '', address: 'c@x.test' }],
			subject: 'S',
			date: '2026-11-20T10:00:00.000Z',
			snippet: 'One two',
			attachments: [],
			truncated: [],
		});
	});

	it('catches up on what came while it was away, in the same process or after a restart', async () => {
		const kept = { staticData: {}, seenKeys: new Set<string>() };
		const first = await run(kept);
		await deliver('one');
		await first.startedAtLeast(1);
		await first.close();
		await deliver('two', 'three');
		const second = await run({ ...kept, activation: 'init' });
		await second.startedAtLeast(2);
		expect(second.subjects()).toEqual(['two', 'three']);
	});

	it('does not run a message again whose execution n8n still has, whatever the cursor says', async () => {
		const seenKeys = new Set<string>();
		const first = await run({ seenKeys, staticData: {} }, { startFrom: 'all' });
		await deliver('one', 'two');
		await first.startedAtLeast(2);
		await first.close();
		const second = await run({ seenKeys, staticData: {} }, { startFrom: 'all' });
		await deliver('three');
		await second.startedAtLeast(1);
		expect(second.subjects()).toEqual(['three']);
	});

	it.each([
		['all', ['read', 'unread']],
		['unread', ['unread']],
		['now', []],
	])('begins with the messages chosen under Start From: %s', async (startFrom, expected) => {
		await tests.server.deliver(alice, eml({ subject: 'read' }), { flags: ['\\Seen'] });
		await deliver('unread');
		const trigger = await run({}, { startFrom });
		await deliver('new');
		await trigger.startedAtLeast(expected.length + 1);
		expect(trigger.subjects()).toEqual([...expected, 'new']);
	});

	it('has no more messages with n8n at a time than allowed', async () => {
		let open = 0;
		let most = 0;
		const execute = async () => {
			most = Math.max(most, ++open);
			await new Promise((resolve) => setTimeout(resolve, 5));
			open--;
		};
		const trigger = await run({ execute }, { options: { maxInFlight: 3 } });
		await deliver(...Array.from({ length: 12 }, (_, index) => String(index)));
		await trigger.startedAtLeast(12);
		expect(most).toBeLessThanOrEqual(3);
	});

	it('leaves an unfinished execution before the cursor', async () => {
		const staticData: IDataObject = {};
		const ended = Promise.withResolvers<undefined>();
		const trigger = await run({
			staticData,
			execute: ({ json }) => (json.subject === 'one' ? ended.promise : Promise.resolve(undefined)),
		});
		await deliver('one', 'two', 'three');
		await trigger.startedAtLeast(3);
		expect(JSON.stringify(staticData)).toContain('\\"uid\\":0');
		ended.resolve(undefined);
	});

	it('asks n8n once at a time for the same message, also when it is activated anew', async () => {
		const staticData: IDataObject = {};
		const ended = Promise.withResolvers<undefined>();
		const execute = () => ended.promise;
		const first = await run({ staticData, execute });
		await deliver('one');
		await first.startedAtLeast(1);
		await first.close();
		const second = await run({ staticData, activation: 'update' });
		await deliver('two');
		await second.startedAtLeast(1);
		ended.resolve(undefined);
		await deliver('three');
		await second.startedAtLeast(2);
		expect(second.subjects()).toEqual(['two', 'three']);
	});

	it('offers a message again that n8n could not take', async () => {
		let refused = false;
		const seenKeys = new Set<string>();
		const execute = async () => {
			if (refused) return;
			refused = true;
			seenKeys.clear();
			throw new Error('database is locked');
		};
		const trigger = await run({ execute, seenKeys });
		await deliver('one');
		await trigger.startedAtLeast(2);
		expect(trigger.subjects()).toEqual(['one', 'one']);
	});

	it('goes on after the connection was lost', async () => {
		const trigger = await run();
		await deliver('one');
		await trigger.startedAtLeast(1);
		tests.server.dropConnections();
		await deliver('two');
		await trigger.startedAtLeast(2);
		expect(trigger.subjects()).toEqual(['one', 'two']);
		expect(trigger.failures).toEqual([]);
	});

	it('shows the newest message at once in a manual test, or waits for the first', async () => {
		const waiting = await run({ mode: 'manual' });
		await deliver('first');
		await waiting.startedAtLeast(1);
		expect(waiting.subjects()).toEqual(['first']);
		await deliver('newest');
		const trigger = await run({ mode: 'manual' });
		await trigger.startedAtLeast(1);
		expect(trigger.subjects()).toEqual(['newest']);
	});

	it('downloads attachments on request, up to the largest size', async () => {
		const file = (name: string, bytes: number) => [
			'--b',
			`Content-Type: application/pdf; name="${name}"`,
			'Content-Transfer-Encoding: base64',
			`Content-Disposition: attachment; filename="${name}"`,
			'',
			(
				Buffer.alloc(bytes, 'x')
					.toString('base64')
					.match(/.{1,76}/g) ?? []
			).join('\r\n'),
		];
		const body = [
			'--b',
			'Content-Type: text/plain',
			'',
			'See files',
			...file('small.pdf', 1000),
			...file('large.pdf', 1_200_000),
			'--b--',
		];
		const trigger = await run(
			{},
			{ options: { downloadAttachments: true, maxAttachmentMegabytes: 1 } },
		);
		const headers = ['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b'];
		await tests.server.deliver(alice, eml({ headers, body: body.join('\r\n') }));
		const [item] = await trigger.startedAtLeast(1);
		expect(item?.json).toMatchObject({
			text: expect.stringContaining('See files'),
			attachments: [{ fileName: 'small.pdf' }, { fileName: 'large.pdf' }],
			attachmentErrors: [expect.stringContaining('large.pdf')],
		});
		expect(Object.keys(item?.binary ?? {})).toEqual(['attachment_0']);
		expect(item?.binary?.attachment_0).toMatchObject({
			fileName: 'small.pdf',
			mimeType: 'application/pdf',
			bytes: 1000,
		});
	});

	it('says at activation what is wrong, and stays active where it starts by itself', async () => {
		const credential = { ...credentialFor(tests.server), password: 'wrong' };
		const failures: Error[] = [];
		const refused = run({ credential, failures });
		await expect(refused).rejects.toThrow(/app password.*IMAP_AUTH_FAILED/s);
		expect(failures).toEqual([]);
		await expect(
			run({}, { folder: { __rl: true, mode: 'name', value: 'Nowhere' } }),
		).rejects.toThrow(/Pick one of its folders.*FOLDER_NOT_FOUND/s);
		const folder = { __rl: true, mode: 'name', value: '\\Archive' };
		await expect(run({}, { folder, options: { moreFolders: ['Archive'] } })).rejects.toThrow(
			/Archive and \\Archive are both.*Leave one of them out/s,
		);
		const inBackground = await run({ credential, activation: 'init' });
		await expect(inBackground.failedAtLeast(1)).resolves.toMatchObject([
			{ message: expect.stringContaining('IMAP_AUTH_FAILED') },
		]);
	});

	it('does not fail at a start of n8n, where nobody would start it again', async () => {
		const credential = { ...credentialFor(tests.server), address: 'no address' };
		const trigger = await run({ credential, activation: 'init' });
		await expect(trigger.failedAtLeast(1)).resolves.toMatchObject([
			{ message: expect.stringMatching(/Correct the credential.*INVALID_ACCOUNT/) },
		]);
	});
});
