import type { INodeParameters } from 'n8n-workflow';
import { alice, credentialFor } from '../support/account';
import { eml } from '../support/eml';
import { describeTriggers, type EnvelopeTriggerRun } from '../support/envelopeTrigger';
import { startFaultProxy } from '../support/faultProxy';

describeTriggers('After an execution, Envelope Trigger', (tests) => {
	const run = (afterwards: INodeParameters, changes: Partial<EnvelopeTriggerRun> = {}) =>
		tests.run({ parameters: { afterwards }, ...changes });

	const flagsOf = async (subject: string, folder = 'INBOX') => {
		const messages = await tests.server.messages(alice, folder);
		return messages.find(({ raw }) => raw.includes(`Subject: ${subject}`))?.flags;
	};

	/** Waits until a message is somewhere, with flags. */
	const becomes = async (subject: string, flags: string[], folder?: string) => {
		for (;;) {
			const found = await flagsOf(subject, folder);
			if (found && flags.every((flag) => found.includes(flag))) return;
			await new Promise((resolve) => setTimeout(resolve, 50));
		}
	};

	it('marks, and moves, only when it has ended', async () => {
		const ended = Promise.withResolvers<undefined>();
		const trigger = await run(
			{ markRead: true, addFlags: '\\Flagged', then: 'archive' },
			{ execute: () => ended.promise },
		);
		await tests.server.deliver(alice, eml({ subject: 'one' }));
		await trigger.startedAtLeast(1);
		expect(await flagsOf('one')).toEqual([]);
		ended.resolve(undefined);
		await becomes('one', ['\\Seen', '\\Flagged'], 'Archive');
		expect(await flagsOf('one')).toBeUndefined();
		expect(trigger.failures).toEqual([]);
	});

	it('does nothing where it failed, unless that is wanted', async () => {
		const execute = async () => 'error' as const;
		const careful = await run({ markRead: true }, { execute, workflowId: 'careful' });
		const bold = await run(
			{ addFlags: '\\Flagged', onlyIfSucceeded: false },
			{ execute, workflowId: 'bold' },
		);
		await tests.server.deliver(alice, eml({ subject: 'one' }));
		await Promise.all([careful.startedAtLeast(1), bold.startedAtLeast(1)]);
		await becomes('one', ['\\Flagged']);
		expect(await flagsOf('one')).toEqual(['\\Flagged']);
	});

	it('tells what it could not do, and runs nothing a second time', async () => {
		const moveTo = { __rl: true, mode: 'name', value: 'Nowhere' };
		const trigger = await run({ then: 'move', moveTo });
		await tests.server.deliver(alice, eml({ subject: 'one' }));
		const [failure] = await trigger.failedAtLeast(1);
		expect(failure?.message).toMatch(/Nowhere.*AFTERWARDS_FAILED/s);
		await tests.server.deliver(alice, eml({ subject: 'two' }));
		await trigger.startedAtLeast(2);
		expect(trigger.subjects()).toEqual(['one', 'two']);
	});

	it('remembers on the server what was run, for when n8n has forgotten', async () => {
		const options = { rememberByKeyword: true };
		const first = await run({}, { options, startFrom: 'all' });
		await tests.server.deliver(alice, eml({ subject: 'one' }));
		await first.startedAtLeast(1);
		while (!(await flagsOf('one'))?.some((flag) => flag.startsWith('EnvelopeRun-'))) {
			await new Promise((resolve) => setTimeout(resolve, 50));
		}
		await first.close();
		const second = await run({}, { options, startFrom: 'all' });
		await tests.server.deliver(alice, eml({ subject: 'two' }));
		await second.startedAtLeast(1);
		expect(second.subjects()).toEqual(['two']);
	});

	it('leaves alone what n8n had not taken when the trigger was closed', async () => {
		const options = { rememberByKeyword: true };
		const refused = Promise.withResolvers<undefined>();
		const execute = async () => {
			refused.resolve(undefined);
			throw new Error('The database is away');
		};
		const afterwards = { markRead: true, onlyIfSucceeded: false };
		const first = await run(afterwards, { options, execute });
		await tests.server.deliver(alice, eml({ subject: 'one' }));
		await refused.promise;
		await first.close();
		const second = await run({}, { options, startFrom: 'all' });
		await second.startedAtLeast(1);
		expect(second.subjects()).toEqual(['one']);
	});

	it('does it once, also where the trigger is activated anew while an execution runs', async () => {
		const ended = Promise.withResolvers<undefined>();
		const execute = () => ended.promise;
		const kept = { staticData: {}, seenKeys: new Set<string>(), execute };
		const moveTo = { __rl: true, mode: 'name', value: 'Nowhere' };
		const first = await run({ then: 'move', moveTo }, kept);
		await tests.server.deliver(alice, eml({ subject: 'one' }));
		await first.startedAtLeast(1);
		const second = await run({ then: 'move', moveTo }, { ...kept, activation: 'update' });
		await tests.server.deliver(alice, eml({ subject: 'two' }));
		await second.startedAtLeast(1);
		ended.resolve(undefined);
		await second.failedAtLeast(2);
		expect(second.subjects()).toEqual(['two']);
		expect(first.failures).toEqual([]);
	});

	it('runs what an instance that was closed had not got into n8n', async () => {
		const asked = Promise.withResolvers<undefined>();
		const answer = Promise.withResolvers<undefined>();
		const kept = { staticData: {}, seenKeys: new Set<string>() };
		await run(
			{},
			{
				...kept,
				execute: async () => {
					asked.resolve(undefined);
					await answer.promise;
					kept.seenKeys.clear();
					throw new Error('The database is away');
				},
			},
		);
		await tests.server.deliver(alice, eml({ subject: 'one' }));
		await asked.promise;
		const second = await run({}, { ...kept, activation: 'update' });
		await tests.server.deliver(alice, eml({ subject: 'two' }));
		await second.startedAtLeast(1);
		answer.resolve(undefined);
		await second.startedAtLeast(2);
		expect(second.subjects().sort()).toEqual(['one', 'two']);
	});

	it('uses the credential as it is now', async () => {
		const proxy = await startFaultProxy({ target: tests.server.ports.imaps });
		const credential = { ...credentialFor(tests.server), imapPort: proxy.port };
		const trigger = await run({ markRead: true }, { credential });
		credential.imapPort = tests.server.ports.imaps;
		await proxy.close();
		await tests.server.deliver(alice, eml({ subject: 'one' }));
		await trigger.startedAtLeast(1);
		await becomes('one', ['\\Seen']);
		expect(trigger.failures).toEqual([]);
	});

	it("does at once what does not depend on an end that n8n's engine 2 does not tell of", async () => {
		const settings = { engineType: 'v2' as const };
		const execute = () => new Promise(() => {});
		const bold = await run(
			{ addFlags: '\\Flagged', onlyIfSucceeded: false },
			{ settings, execute, workflowId: 'bold' },
		);
		const careful = await run({ markRead: true }, { settings, execute, workflowId: 'careful' });
		const subjects = Array.from({ length: 12 }, (_, index) => `message ${index}`);
		for (const subject of subjects) await tests.server.deliver(alice, eml({ subject }));
		await Promise.all([bold, careful].map((trigger) => trigger.startedAtLeast(12)));
		await becomes('message 11', ['\\Flagged']);
		expect(await flagsOf('message 11')).not.toContain('\\Seen');
		expect([bold.waits(), careful.waits()]).toEqual([0, 0]);
	});
});
