import type { IDataObject } from 'n8n-workflow';
import { closeImapPools } from '../../mail/imap/pool';
import { closeSmtpPools } from '../../mail/smtp/pool';
import { EnvelopeMailbox } from '../../nodes/EnvelopeMailbox/EnvelopeMailbox.node';
import { alice, bob, credentialFor, users } from '../support/account';
import { eml } from '../support/eml';
import { type NodeRun, runNode } from '../support/engine';
import { expectChecked, hostileValues } from '../support/hostile';
import { fieldsOf } from '../support/nodeFields';
import { describeServers, type TestServer } from '../support/servers';

const message = '<news@example.test>';
const post = 'List-Unsubscribe-Post: List-Unsubscribe=One-Click';

describeServers('Unsubscribe', (start) => {
	let server: TestServer;

	beforeAll(async () => {
		server = await start({ users });
		const list = (uri: string) => [`List-Unsubscribe: <${uri}>`, post];
		const mails: [string, string[]][] = [
			['news', list(`mailto:${bob}?subject=leave`)],
			['click', list('https://list.example.test/leave')],
			['intranet', list('https://localhost/leave')],
			['plain', []],
		];
		for (const [name, headers] of mails) {
			await server.deliver(alice, eml({ messageId: `${name}@example.test`, headers }));
		}
	});

	afterAll(async () => {
		closeSmtpPools();
		await closeImapPools();
		await server?.close();
	});

	const run = (parameters: IDataObject = {}, changes: Partial<NodeRun> = {}) =>
		runNode({
			node: new EnvelopeMailbox(),
			parameters: { resource: 'message', operation: 'unsubscribe', message, ...parameters },
			credential: credentialFor(server),
			...changes,
		});

	it('only says what it would do, until it is told to', async () => {
		const { json } = await run();
		expect(json).toMatchObject([{ success: false, method: 'mailto', target: bob, dryRun: true }]);
		const options = { allowUnverified: true };
		const ready = await run({ options });
		expect(ready.json).toMatchObject([{ success: true, dryRun: true, mail: { subject: 'leave' } }]);
		const click = await run({ message: '<click@example.test>', options });
		expect(click.json).toMatchObject([
			{ method: 'oneClick', target: 'https://list.example.test/leave', status: null },
		]);
		expect(await server.messages(alice, 'Sent')).toEqual([]);
	});

	it('leaves by mail', async () => {
		const { json } = await run({ dryRun: false, options: { allowUnverified: true } });
		expect(json).toMatchObject([{ success: true, method: 'mailto', target: bob, dryRun: false }]);
		expect(await server.messages(alice, 'Sent')).toHaveLength(1);
	});

	it.each([
		['news', 'not sure that its sender wrote them', {}],
		['intranet', 'no plain https address', { allowUnverified: true }],
		['plain', 'no List-Unsubscribe field', { allowUnverified: true }],
		['news', 'offers mail, and not one click', { method: 'oneClick' }],
	])('says why it does not leave the list of %s: %s', async (name, why, options) => {
		const { error } = await run({
			message: `<${name}@example.test>`,
			dryRun: false,
			options,
		});
		expect(error?.message).toMatch(/\. .*\(UNSUBSCRIBE_FAILED, phase: \w+\)$/);
		expect(error?.message).toContain(why);
	});

	const fields = fieldsOf(new EnvelopeMailbox().description, 'unsubscribe');
	it.each(fields)('takes or names what is put into $path', async (field) => {
		const { json } = await run(field.holding('={{ $json.given }}'), hostileValues);
		expectChecked(json, field, /MESSAGE_NOT_FOUND|UNSUBSCRIBE_FAILED/);
		expect(json.filter(({ error }) => !error).every(({ dryRun }) => dryRun)).toBe(true);
	});
});
