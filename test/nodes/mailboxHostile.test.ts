import { closeImapPools } from '../../mail/imap/pool';
import { EnvelopeMailbox } from '../../nodes/EnvelopeMailbox/EnvelopeMailbox.node';
import { folder } from '../../nodes/EnvelopeMailbox/actions/folder';
import { message } from '../../nodes/EnvelopeMailbox/actions/message';
import { alice, users } from '../support/account';
import { eml } from '../support/eml';
import { runMailbox } from '../support/mailboxNode';
import { fieldsOf } from '../support/nodeFields';
import { describeServers, type TestServer } from '../support/servers';

/** What a stranger's mail may hold, and an expression or a model then puts into a field. */
const hostile = [
	'x\r\nA1 DELETE Keep\r\nA2 UID STORE 1:* +FLAGS (\\Deleted)',
	'1.1.Keep") (\\Seen',
	{ id: { value: 'Keep' } },
	'y'.repeat(10_000),
];

/** Those of folders, and those that do something to messages. */
const operations = [folder, message].flatMap(({ name, operations: all }) =>
	all
		.filter(({ fields }) => name === 'folder' || fields.some((field) => field.name === 'applyTo'))
		.map(({ option: { value } }) => ({
			name: `${name}.${value}`,
			resource: name,
			operation: String(value),
		})),
);

const usual = {
	messages: '1.1.Nowhere',
	toFolder: 'Archive',
	labels: '$Done',
	folder: 'Nowhere',
	name: 'Made',
	newName: 'Renamed',
};

describeServers('whatever is in a field', (start) => {
	let server: TestServer;

	beforeAll(async () => {
		server = await start({ users });
		await runMailbox(server, 'folder.create', { name: 'Keep' });
		await server.deliver(alice, eml(), { folder: 'Keep' });
	});

	afterAll(async () => {
		await closeImapPools();
		await server?.close();
	});

	it.each(operations)('$name does no harm, and says what is wrong', async (each) => {
		const { description } = new EnvelopeMailbox();
		const properties = description.properties.filter(({ displayOptions }) =>
			displayOptions?.show?.resource?.includes(each.resource),
		);
		// The filters have a suite of their own.
		const fields = fieldsOf({ ...description, properties }, each.operation).filter(
			({ path }) => !path.startsWith('filters'),
		);
		for (const field of fields) {
			for (const value of hostile) {
				const parameters = { ...usual, ...field.holding('={{ $json.given }}') };
				const { error } = await runMailbox(server, each.name, parameters, {
					items: [{ json: { given: value } }],
				});
				if (error) expect(error.message).toMatch(/\. .+\([A-Z_]+, phase: \w+\)$/s);
				expect(error?.message ?? '').not.toMatch(/UNEXPECTED/);
			}
		}
		expect(await server.messages(alice, 'Keep')).toMatchObject([{ flags: [] }]);
	});
});
