import type { IDataObject } from 'n8n-workflow';
import { closeImapPools } from '../../mail/imap/pool';
import { credentialFor, users } from '../support/account';
import { useRules } from '../support/behindRules';
import { eml } from '../support/eml';
import { nameOf } from '../support/imapFaults';
import { runMailbox } from '../support/mailboxNode';
import { filePart, multipart } from '../support/mime';
import { putOriginal } from '../support/original';
import { otherClient } from '../support/otherClient';
import { describeServers, type TestServer } from '../support/servers';

const file = filePart('data.csv', 'text/csv', Buffer.from('a,b'));
const withFile = eml(multipart('mixed', 'b', file));

describeServers('a message whose folder is renamed before its files are read', (start) => {
	let server: TestServer;
	const { behind } = useRules(() => server);
	beforeAll(async () => {
		server = await start({ users, withoutSmtp: true });
	});
	afterAll(() => server?.close());

	const operations: [string, IDataObject][] = [
		['message.get', { options: { downloadAttachments: true } }],
		['message.downloadAttachments', {}],
	];

	it.each(
		operations.flatMap(([operation, parameters]) => [
			{ operation, parameters, isMadeAnew: false, code: 'FOLDER_NOT_FOUND' },
			{ operation, parameters, isMadeAnew: true, code: 'STALE_HANDLE' },
		]),
	)('is not given out in part: $operation, $code', async (given) => {
		const other = otherClient(server);
		await other.create('Work');
		const message = await putOriginal(server, withFile, 'Work');
		let opened = 0;
		const { imap } = await behind(() => ({
			command: async (command) => {
				if (!/^(?:SELECT|EXAMINE)$/.test(nameOf(command)) || ++opened !== 2) return undefined;
				await other.rename('Work', 'Done');
				if (given.isMadeAnew) await other.create('Work');
				return undefined;
			},
		}));
		const credential = credentialFor(server, { imapPort: imap?.port, imapTls: 'none' });
		const parameters = { message, ...given.parameters };
		const { error, outputs } = await runMailbox(server, given.operation, parameters, {
			credential,
		});
		expect(error?.message).toContain(`(${given.code},`);
		expect(outputs).toEqual([]);
		await closeImapPools();
		for (const folder of given.isMadeAnew ? ['Done', 'Work'] : ['Done']) await other.remove(folder);
	});
});
