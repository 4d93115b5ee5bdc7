import type { IDataObject } from 'n8n-workflow';
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

	const fieldsFor = (resource: string, operation: string) => {
		const { description } = new EnvelopeMailbox();
		const properties = description.properties.filter(({ displayOptions }) =>
			displayOptions?.show?.resource?.includes(resource),
		);
		return fieldsOf({ ...description, properties }, operation);
	};

	const isFilter = ({ path }: { path: string }) => path.startsWith('filters');

	const runWith = async (name: string, given: unknown, parameters: IDataObject) => {
		const items = [{ json: { given } as IDataObject }];
		const { error } = await runMailbox(server, name, { ...usual, ...parameters }, { items });
		if (error) expect(error.message).toMatch(/\. .+\([A-Z_]+, phase: \w+\)$/s);
		expect(error?.message ?? '').not.toMatch(/UNEXPECTED/);
	};

	it.each(operations)('$name does no harm, and says what is wrong', async (each) => {
		for (const field of fieldsFor(each.resource, each.operation)) {
			if (isFilter(field)) continue;
			for (const value of hostile) {
				await runWith(each.name, value, field.holding('={{ $json.given }}'));
			}
		}
		expect(await server.messages(alice, 'Keep')).toMatchObject([{ flags: [] }]);
	});

	const filters = fieldsFor('message', 'delete').filter(isFilter);

	it.each(filters)('the filter $path lets through nothing that is not meant', async (field) => {
		// What does not fit is meant there, and so may go.
		const dryRun = field.path.startsWith('filters.noneOf');
		for (const value of hostile) {
			const holding = field.holding('={{ $json.given }}');
			await runWith('message.delete', value, { ...holding, folder: 'Keep', options: { dryRun } });
		}
		expect(await server.messages(alice, 'Keep')).toMatchObject([{ flags: [] }]);
	});
});
