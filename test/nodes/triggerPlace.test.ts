import type { IDataObject } from 'n8n-workflow';
import { withConnection } from '../../mail/imap/pool';
import { type MailServer, startMailServer } from '../../sandbox/mailserver';
import { accountFor, alice, credentialFor, users } from '../support/account';
import { eml } from '../support/eml';
import { type EnvelopeTriggerRun, useTriggers } from '../support/envelopeTrigger';

let server: MailServer;
const startTrigger = useTriggers();

beforeEach(async () => {
	server = await startMailServer({ users });
});

afterEach(() => server.close());

const run = (changes: Partial<EnvelopeTriggerRun>) =>
	startTrigger({ credential: credentialFor(server), ...changes });

/** As it comes from n8n's database. */
const stored = (data: IDataObject) => JSON.parse(JSON.stringify(data)) as IDataObject;

it('has a place in a folder that was added when it has started', async () => {
	await withConnection(accountFor(server), 'folder', async (connection) => {
		await connection.mailboxCreate('Support');
	});
	const staticData = {};
	await (await run({ staticData })).close();
	const options = { moreFolders: ['Support'] };
	await (await run({ staticData, options, activation: 'init' })).close();
	server.deliver(alice, eml({ subject: 'while it was down' }), { folder: 'Support' });
	const trigger = await run({ staticData: stored(staticData), options, activation: 'init' });
	await trigger.startedAtLeast(1);
	expect(trigger.subjects()).toEqual(['while it was down']);
});

it('tells of a folder that was rebuilt also when a person activates it', async () => {
	const staticData = {};
	await (await run({ staticData })).close();
	const before = JSON.stringify(staticData).replace(/(uidValidity\\+":\\+")\d+/, '$14711');
	const trigger = await run({ staticData: JSON.parse(before) as IDataObject });
	const [failure] = await trigger.failedAtLeast(1);
	expect(failure?.message).toMatch(/UIDVALIDITY changed from 4711 to .*FOLDER_REBUILT/s);
});
