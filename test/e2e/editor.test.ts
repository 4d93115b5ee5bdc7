import {
	addOption,
	closePanel,
	type Editor,
	openEditor,
	openPanel,
	openWorkflow,
	searchNodes,
} from '../../sandbox/browser/editor';
import { eml } from '../support/eml';
import { mailboxes } from '../../sandbox/mailboxes';
import { startWorld, type World } from './world';

jest.setTimeout(240_000);

let world: World;
let editor: Editor;

beforeAll(async () => {
	world = await startWorld();
	editor = await openEditor(world.n8n.url, world.n8n.owner);
});

afterAll(async () => {
	await editor.close();
	await world.close();
});

it.each([
	['EnvelopeDemo00001', 'New mail for Bob', ['Event', 'Folder', 'Start From', 'Output']],
	[
		'EnvelopeDemo00004',
		'Invoice for Alice',
		['Filters', 'Has Attachment', 'After the Execution', 'Then', 'Attachment Names'],
	],
	['EnvelopeDemo00001', 'Draft a reply', ['To', 'Subject', 'Body Format', 'In Reply To']],
	['EnvelopeDemo00002', 'Send as Alice', ['To', 'Subject', 'Body Format']],
	['EnvelopeDemo00003', 'Send a mail', ['To', 'Subject']],
	['EnvelopeDemo00003', 'Draft a mail', ['To', 'Subject']],
])('%s: the panel of %s opens with its fields and without an error', async (id, node, fields) => {
	await openWorkflow(editor, id);
	const panel = await openPanel(editor, node);
	const text = await panel.innerText();
	for (const field of fields) expect(text).toContain(field);
	await closePanel(editor);
	expect(editor.errors).toEqual([]);
});

it.each([
	['Invitation', 'Time Zone'],
	['Headers', 'Add Header'],
])('adds the option %s with what belongs to it', async (option, shown) => {
	await openWorkflow(editor, 'EnvelopeDemo00002');
	const panel = await openPanel(editor, 'Send as Alice');
	await addOption(editor, option);
	await panel.getByText(shown).first().waitFor();
	expect(editor.errors).toEqual([]);
});

it('lists the folders of the mailbox in the picker', async () => {
	await openWorkflow(editor, 'EnvelopeDemo00001');
	const panel = await openPanel(editor, 'New mail for Bob');
	await panel.getByTestId('rlc-input').click();
	const items = editor.page.getByTestId('rlc-item');
	await items.filter({ hasText: 'Drafts' }).first().waitFor();
	expect(await items.allInnerTexts()).toEqual(
		expect.arrayContaining(['INBOX', 'Archive', 'Drafts', 'Junk', 'Sent', 'Trash']),
	);
});

it.each([
	['Envelope Send', 'Envelope Send'],
	// n8n takes "Trigger" away from the name of a trigger that has several events.
	['Envelope Trigger', 'Envelope'],
	['Envelope Draft', 'Envelope Draft'],
	['Envelope Mailbox', 'Envelope Mailbox'],
])('the node search finds %s', async (words, name) => {
	await openWorkflow(editor, 'EnvelopeDemo00002');
	const found = await searchNodes(editor, words);
	await found.getByText(name, { exact: true }).waitFor();
	expect(editor.errors).toEqual([]);
});

it('lists the folders in the fields that are added, too', async () => {
	await openWorkflow(editor, 'EnvelopeDemo00004');
	const panel = await openPanel(editor, 'Invoice for Alice');
	const loaded = editor.page.waitForResponse(/dynamic-node-parameters\/options/);
	await addOption(editor, 'More Folders');
	await loaded;
	await panel.getByTestId('parameter-input-moreFolders').click();
	const listed = editor.page.getByRole('option').filter({ visible: true });
	await listed.filter({ hasText: 'Junk' }).first().waitFor();
	expect(editor.errors).toEqual([]);
});

describe('Envelope Mailbox', () => {
	const id = 'EnvelopeMailbox01';
	beforeAll(async () => {
		await saveMailboxNodes(id);
		world.mail.deliver(mailboxes.Alice, eml({ subject: 'To be picked' }));
	});

	const listed = async (node: string, wanted: string) => {
		await openWorkflow(editor, id);
		const panel = await openPanel(editor, node);
		await panel.getByTestId('rlc-input').click();
		const item = editor.page.getByTestId('rlc-item').filter({ hasText: wanted }).first();
		await item.waitFor();
		return { panel, item };
	};

	it('lists messages to pick from, and takes the one that is picked', async () => {
		const { panel, item } = await listed('Get one', 'To be picked');
		await item.click();
		const picked = panel.getByTestId('rlc-input');
		expect(await picked.inputValue()).toMatch(/^To be picked – Bob, \d{4}-\d\d-\d\d \d\d:\d\d$/);
		expect(editor.errors).toEqual([]);
	});

	it('lists folders to pick from', async () => {
		const { panel, item } = await listed('Get many', 'Archive');
		await item.click();
		expect(await panel.innerText()).toContain('Filters');
		expect(editor.errors).toEqual([]);
	});

	async function saveMailboxNodes(id: string): Promise<void> {
		const name = 'Envelope: Alice';
		const account = (await world.client.credentials()).find(
			(credential) => credential.name === name,
		);
		const node = (title: string, parameters: Record<string, unknown>, x: number) => ({
			id: title,
			name: title,
			type: 'n8n-nodes-envelope.envelopeMailbox',
			typeVersion: 1,
			position: [x, 0],
			parameters: { resource: 'message', ...parameters },
			credentials: { envelopeAccount: { id: account?.id, name } },
		});
		await world.client.saveWorkflow({
			id,
			name: 'Mailbox nodes',
			nodes: [
				node('Get one', { operation: 'get', message: { __rl: true, mode: 'list', value: '' } }, 0),
				node('Get many', { operation: 'getMany' }, 300),
			],
			connections: {},
			settings: {},
		});
	}
});
