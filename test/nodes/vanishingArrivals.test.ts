import { Container } from '@n8n/di';
import { BinaryDataService } from 'n8n-core';
import type { INodeExecutionData } from 'n8n-workflow';
import { append, openToAppend } from '../../mail/imap/append';
import { closeImapPools } from '../../mail/imap/pool';
import { alice, credentialFor, users } from '../support/account';
import { type RunningEnvelopeTrigger, startEnvelopeTrigger } from '../support/envelopeTrigger';
import { nameOf } from '../support/imapFaults';
import { type ImapProxy, type Rules, startImapProxy } from '../support/imapProxy';
import { otherClient } from '../support/otherClient';
import { describeServers, type TestServer } from '../support/servers';
import { large } from '../support/vanishingMails';

/** What an item holds, without what is another one each time. */
async function contentOf({ json, binary = {} }: INodeExecutionData) {
	const { text, html, attachments, attachmentErrors } = json;
	const files = Object.entries(binary).map(async ([field, data]) => {
		const bytes = await Container.get(BinaryDataService).getAsBuffer(data);
		return [field, bytes.toString('latin1')] as const;
	});
	const told = Array.isArray(attachmentErrors) ? attachmentErrors.map(String) : [];
	return {
		said: { text, html, attachments },
		files: Object.fromEntries(await Promise.all(files)),
		told,
	};
}

describeServers('Envelope Trigger, while another client expunges a message that came', (start) => {
	let server: TestServer;
	let proxy: ImapProxy;
	let trigger: RunningEnvelopeTrigger;
	let rules: Rules = {};

	beforeEach(async () => {
		server = await start({ users, withoutSmtp: true });
		proxy = await startImapProxy({
			target: server.ports.imap,
			rules: () => ({
				command: (line) => rules.command?.(line),
				response: (response, literals) => rules.response?.(response, literals),
			}),
		});
		trigger = await startEnvelopeTrigger({
			credential: credentialFor(server, { imapPort: proxy.port, imapTls: 'none' }),
			options: { downloadAttachments: true, inlineImages: true, maxInFlight: 1 },
			parameters: { output: 'full', afterwards: { markRead: true, then: 'archive' } },
		});
	});

	afterEach(async () => {
		rules = {};
		await trigger.close();
		await closeImapPools();
		await proxy.close();
		await server.close();
	});

	/**
	 * Two messages come, of which one goes before the nth command after that, and the other one is moved
	 * in the end. @returns whether there was such a command
	 */
	async function arrive(nth: number): Promise<boolean> {
		const goes = Promise.withResolvers<number>();
		const stays = Promise.withResolvers<number>();
		const moved = Promise.withResolvers<undefined>();
		let commands = 0;
		/** The tags of the commands that move them. */
		const tags: { goes?: string; stays?: string } = {};
		let isDone = false;
		rules = {
			command: async (line) => {
				if (!isDone && nameOf(line) !== '' && ++commands === nth) {
					await otherClient(server).delete(String(await goes.promise), 'INBOX');
				}
				const [tag] = line.split(' ', 1);
				if (line.endsWith(` UID MOVE ${await goes.promise} Archive`)) tags.goes = tag;
				if (line.endsWith(` UID MOVE ${await stays.promise} Archive`)) tags.stays = tag;
				return undefined;
			},
			response: (response) => {
				const [tag] = response.split(' ', 1);
				if (tag === tags.goes) isDone = true;
				if (tag === tags.stays) moved.resolve(undefined);
				return undefined;
			},
		};
		await otherClient(server).act(async (connection) => {
			const inbox = await openToAppend(connection, 'INBOX');
			for (const [messageId, uid] of [
				[`goes-${nth}@x.test`, goes],
				[`stays-${nth}@x.test`, stays],
			] as const) {
				const bytes = Buffer.from(large(messageId), 'latin1');
				const message = { bytes, messageId, flags: [], date: new Date() };
				uid.resolve((await append(connection, inbox, message)).uid);
			}
			await connection.mailboxClose();
		});
		await moved.promise;
		return commands >= nth;
	}

	const itemsOf = (messageId: string) =>
		trigger.started.filter(({ json }) => json.messageId === `<${messageId}>`);

	it('runs it whole, or with what it lacks told, or not at all; and the next one', async () => {
		let nth = 0;
		while ((await arrive(nth)) || nth === 0) nth++;
		expect(nth).toBeGreaterThan(10);
		const [usual] = itemsOf('goes-0@x.test');
		const whole = await contentOf(usual!);
		expect(whole.told).toEqual([]);
		expect(Object.keys(whole.files)).toHaveLength(2);
		for (let one = 0; one <= nth; one++) {
			const [item, ...again] = itemsOf(`goes-${one}@x.test`);
			expect(again).toEqual([]);
			const { said, files, told } = item ? await contentOf(item) : whole;
			expect(said).toEqual(whole.said);
			expect(whole.files).toMatchObject(files);
			expect(Object.keys(files)).toHaveLength(2 - told.length);
			for (const problem of told) expect(problem).toContain('MESSAGE_NOT_FOUND');
			const [next, ...others] = itemsOf(`stays-${one}@x.test`);
			expect(others).toEqual([]);
			expect(await contentOf(next!)).toEqual(whole);
		}
		for (const { message } of trigger.failures) {
			expect(message).toMatch(
				/^The folder does not hold message .* any more\..*AFTERWARDS_FAILED/s,
			);
		}
		expect(await server.messages(alice)).toEqual([]);
	}, 60_000);
});
