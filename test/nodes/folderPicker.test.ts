import { closeImapPools } from '../../mail/imap/pool';
import { EnvelopeTrigger } from '../../nodes/EnvelopeTrigger/EnvelopeTrigger.node';
import { getFolders, searchFolders } from '../../nodes/shared/folderPicker';
import { type MailServerOptions, startMailServer } from '../../sandbox/mailserver';
import { credentialFor, users } from '../support/account';
import { editorOf as editor } from '../support/editor';
import { gmailScript } from '../support/gmailScript';
import { startScriptedServer } from '../support/scriptedServer';

/** The editor's side of a folder field. */
const editorOf = (credential: Parameters<typeof editor>[1]) =>
	editor(new EnvelopeTrigger(), credential, 'parameters.folder', {
		folder: { __rl: true, mode: 'list', value: 'INBOX' },
	});

describe('the picker of folders', () => {
	let server: { close(): Promise<void> } | undefined;
	afterEach(async () => {
		await closeImapPools();
		await server?.close();
	});

	const serve = async (options: Partial<MailServerOptions> = {}) => {
		const started = await startMailServer({ users, ...options });
		server = started;
		return started;
	};

	it('offers them by what they are for, and by their paths', async () => {
		const started = await serve({
			specialFolders: { Ablage: '\\Archive', Gesendet: '\\Sent', Kunden: '' },
		});
		const inEditor = editorOf(credentialFor(started));
		const all = [
			{ name: 'INBOX', value: 'INBOX' },
			{ name: 'Archive, Whatever Its Name (Here "Ablage")', value: '\\Archive' },
			{ name: 'Sent, Whatever Its Name (Here "Gesendet")', value: '\\Sent' },
			{ name: 'Ablage', value: 'Ablage' },
			{ name: 'Gesendet', value: 'Gesendet' },
			{ name: 'Kunden', value: 'Kunden' },
		];
		expect(await searchFolders.call(inEditor)).toEqual({ results: all });
		expect(await getFolders.call(inEditor)).toEqual(all);
		const { results } = await searchFolders.call(inEditor, 'ABLAGE');
		expect(results.map(({ value }) => value)).toEqual(['\\Archive', 'Ablage']);
	});

	it("tells Gmail's labels from its folders", async () => {
		const started = await startScriptedServer(gmailScript);
		server = started;
		const plain = { imapPort: started.port, imapTls: 'none', use: 'receive' };
		const ports = { smtp: 1, smtps: 1, imap: 1, imaps: 1 };
		const folders = await getFolders.call(editorOf(credentialFor({ ports, ca: '' }, plain)));
		expect(folders.map(({ name }) => name)).toEqual([
			'INBOX',
			'All Mail, Whatever Its Name (Here "[Gmail]/Alle")',
			'Sent, Whatever Its Name (Here "[Gmail]/Gesendet")',
			'Flagged, Whatever Its Name (Here "[Gmail]/Markiert")',
			'Trash, Whatever Its Name (Here "[Gmail]/Papierkorb")',
			'Important, Whatever Its Name (Here "[Gmail]/Wichtig")',
			'[Gmail]/Alle',
			'[Gmail]/Gesendet',
			'[Gmail]/Markiert',
			'[Gmail]/Papierkorb',
			'[Gmail]/Wichtig',
			'Kunden (Label)',
		]);
	});

	it('says why there is nothing to pick from', async () => {
		const started = await serve();
		const inEditor = editorOf(credentialFor(started, { password: 'wrong' }));
		await expect(getFolders.call(inEditor)).rejects.toThrow(/IMAP_AUTH_FAILED/);
	});
});
