import type { IDataObject, IExecuteFunctions, INodeParameters } from 'n8n-workflow';
import { closeImapPools, withConnection } from '../../mail/imap/pool';
import { EnvelopeMailbox } from '../../nodes/EnvelopeMailbox/EnvelopeMailbox.node';
import { startMailServer } from '../../sandbox/mailserver';
import { accountFor, alice, credentialFor, users } from '../support/account';
import { binaryBytes } from '../support/binary';
import { corpusFiles, corpusSource } from '../support/corpus';
import { eml } from '../support/eml';
import { expectChecked, hostileValues } from '../support/hostile';
import { endAfterCommand, nameOf } from '../support/imapFaults';
import { startImapProxy } from '../support/imapProxy';
import { runMailbox } from '../support/mailboxNode';
import { fieldsOf } from '../support/nodeFields';
import { otherClient } from '../support/otherClient';
import { describeServers, type TestServer } from '../support/servers';

/** Items with a file each, kept in n8n's store. */
const holding =
	(files: (Buffer | string)[], json: IDataObject = {}) =>
	(context: IExecuteFunctions) =>
		Promise.all(
			files.map(async (file, item) => ({
				json: { item, ...json },
				binary: { data: await context.helpers.prepareBinaryData(Buffer.from(file), 'a.eml') },
			})),
		);

/** As Dovecot gives out what it was given. */
const ofDovecot = (bytes: Buffer) =>
	Buffer.from(bytes.toString('latin1').replace(/\r?\n/g, '\r\n'), 'latin1');

/** Neither is allowed (RFC 5322 §2.3, RFC 3501 §9): Dovecot drops the one and encodes the other. */
const isAllowed = (bytes: Buffer) => !/\0|\r(?!\n)/.test(bytes.toString('latin1'));

describeServers('Mailbox: Import and Export', (start) => {
	let server: TestServer;

	beforeAll(async () => {
		server = await start({ users, withoutSmtp: true });
	});
	afterEach(closeImapPools);
	afterAll(() => server.close());

	const importing = (files: (Buffer | string)[], parameters: INodeParameters = {}, run = {}) =>
		runMailbox(
			server,
			'message.import',
			{ folder: 'Archive', ...parameters },
			{ items: holding(files), ...run },
		);
	const exporting = (ids: unknown[]) =>
		runMailbox(
			server,
			'message.export',
			{ message: '={{ $json.id }}' },
			{ items: ids.map((id) => ({ json: { id } as IDataObject })) },
		);

	it('puts a message into a folder with flags and date, and gives its handle', async () => {
		const options = { flags: '\\seen, $Imported', date: '2020-02-02T10:00:00Z' };
		const { json, error } = await importing([eml({ messageId: 'in@x.test' })], { options });
		expect(error).toBeUndefined();
		expect(json).toMatchObject([
			{
				id: expect.stringMatching(/^1\.\d+\.Archive$/),
				messageId: '<in@x.test>',
				receivedAt: '2020-02-02T10:00:00.000Z',
				flags: expect.arrayContaining(['\\Seen', '$Imported']),
			},
		]);
		expect(json[0]).not.toHaveProperty('notes');
	});

	it.each([
		['its header', 'Date: Fri, 20 Nov 2020 10:00:00 +0100', '2020-11-20T09:00:00.000Z'],
		['now, for one that comes later', 'Date: Fri, 20 Nov 2099 10:00:00 +0100', undefined],
		['now, for one that is none', 'Date: yesterday', undefined],
		['now, for one that no mail has', 'Date: Fri, 20 Nov 1960 10:00:00 +0100', undefined],
	])('takes the date from %s', async (_, header, expected) => {
		const before = Math.floor(Date.now() / 1000) * 1000;
		const { json } = await importing([`From: a@x.test\r\n${header}\r\n\r\nHi\r\n`]);
		const received = json[0]?.receivedAt as string;
		if (expected) expect(received).toBe(expected);
		else expect(Date.parse(received)).toBeGreaterThanOrEqual(before);
	});

	it('brings each message of the corpus in and out byte for byte', async () => {
		const names = corpusFiles().filter(
			(name) => server.kind === 'embedded' || isAllowed(corpusSource(name)),
		);
		const sources = names.map(corpusSource);
		const { json } = await importing(sources);
		expect(json).toHaveLength(sources.length);
		if (corpusFiles().length > 0) expect(sources.length).toBeGreaterThan(100);
		const result = await exporting(json.map(({ id }) => id));
		const different: string[] = [];
		for (const [item, source] of sources.entries()) {
			const bytes = await binaryBytes(result, 'data', item);
			const expected = server.kind === 'real' ? ofDovecot(source) : source;
			if (!bytes.equals(expected)) different.push(names[item] ?? '');
		}
		expect(different).toEqual([]);
	});

	it.each([
		['nothing', ''],
		['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10])],
		['JSON', '{"from":"a@x.test"}'],
		['an mbox', 'From a@x.test Fri Nov 20 10:00:00 2026\nFrom: a@x.test\n\nHi\n'],
		['a text', 'Dear Alice,\r\n\r\nFrom: me'],
	])('refuses what is no message: %s', async (_, file) => {
		const before = (await server.messages(alice, 'Archive')).length;
		const { error } = await importing([file]);
		expect(error?.message).toMatch(/The file (is empty|does not begin).*INVALID_FIELD/);
		expect(await server.messages(alice, 'Archive')).toHaveLength(before);
	});

	it.each<[string, INodeParameters, string]>([
		['a flag that deletes', { options: { flags: '\\Deleted' } }, 'INVALID_FIELD'],
		['a flag that is none', { options: { flags: 'a"b' } }, 'INVALID_FIELD'],
		['a date that is none', { options: { date: 'soon' } }, 'INVALID_FIELD'],
		['a folder that is not there', { folder: 'Nowhere' }, 'FOLDER_NOT_FOUND'],
		['a field that the item has not', { binaryPropertyName: 'file' }, 'ATTACHMENT_MISSING'],
	])('says what is wrong with %s', async (_, parameters, code) => {
		const { error } = await importing([eml()], parameters);
		expect(error?.message).toContain(`(${code}, phase:`);
	});

	it('does not say that trying again helps, where the connection ended on the way', async () => {
		const proxy = await startImapProxy({
			target: server.ports.imap,
			rules: () => ({
				command: (command) =>
					nameOf(command) === 'APPEND' ? { instead: [], then: 'cut' } : undefined,
			}),
		});
		const credential = credentialFor(server, { imapPort: proxy.port, imapTls: 'none' });
		const { error } = await importing([eml()], {}, { credential });
		expect(error?.message).toMatch(/Look into Archive before.*OUTCOME_UNKNOWN/);
		await closeImapPools();
		await proxy.close();
	});

	it('signs in again where the pooled connection had died', async () => {
		const proxy = await startImapProxy({
			target: server.ports.imap,
			rules: (connection) => (connection === 1 ? endAfterCommand(100) : {}),
		});
		const credential = credentialFor(server, { imapPort: proxy.port, imapTls: 'none' });
		expect((await importing([eml()], {}, { credential })).json).toHaveLength(1);
		await closeImapPools();
		await proxy.close();
	});

	it('puts it there once, also where the pooled connection is lost after that', async () => {
		let appended = false;
		const proxy = await startImapProxy({
			target: server.ports.imap,
			rules: () => ({
				command: (line) => {
					if (nameOf(line) === 'APPEND' && /Twice/.test(line)) appended = true;
					else if (appended && nameOf(line) === 'UID FETCH') {
						appended = false;
						return { then: 'cut' };
					}
					return undefined;
				},
			}),
		});
		const credential = credentialFor(server, { imapPort: proxy.port, imapTls: 'none' });
		await importing([eml()], {}, { credential });
		await otherClient(server).create('Twice');
		const { json } = await importing([eml()], { folder: 'Twice' }, { credential });
		expect(json).toMatchObject([{ folder: 'Twice' }]);
		expect(await server.messages(alice, 'Twice')).toHaveLength(1);
		await closeImapPools();
		await proxy.close();
	});

	test.each(fieldsOf(new EnvelopeMailbox().description, 'import'))(
		'takes whatever $path holds, or names the field',
		async (field) => {
			const items = async (context: IExecuteFunctions) =>
				(await holding(hostileValues.items.map(() => eml()))(context)).map((item, index) => ({
					...item,
					...hostileValues.items[index],
				}));
			const run = { ...hostileValues, items };
			const { json } = await importing([], field.holding('={{ $json.given }}'), run);
			const said = /^The mailbox has no folder|cannot be put on a message|binary field/;
			expectChecked(json, field, said);
		},
	);

	test.each(fieldsOf(new EnvelopeMailbox().description, 'export'))(
		'exports, whatever $path holds, or names the field',
		async (field) => {
			const { json: stored } = await importing([eml()]);
			const parameters = {
				message: stored[0]?.id as string,
				...field.holding('={{ $json.given }}'),
			};
			const { json } = await runMailbox(server, 'message.export', parameters, hostileValues);
			expectChecked(json, field, /is not the ID of a message|binary field/);
		},
	);
});

test('Mailbox: Import finds the new handle on a server without UIDPLUS', async () => {
	const server = await startMailServer({ users, withoutCapabilities: ['UIDPLUS'] });
	try {
		const old = eml({ messageId: 'same@x.test' });
		const files = ['From: a@x.test\r\n\r\nFirst\r\n', 'From: a@x.test\r\n\r\nSecond\r\n', old, old];
		server.deliver(alice, old);
		const { json } = await runMailbox(
			server,
			'message.import',
			{ folder: 'INBOX' },
			{ items: holding(files) },
		);
		const contents = server.messages(alice);
		expect(json.map(({ uid }) => contents.find((one) => one.uid === uid)?.raw.toString())).toEqual(
			files,
		);
		expect(json.map(({ uid }) => uid)).not.toContain(1);
		await withConnection(accountFor(server), 'folder', async () => {});
	} finally {
		await closeImapPools();
		await server.close();
	}
});
