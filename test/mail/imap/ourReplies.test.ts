import type { Account } from '../../../mail/account/settings';
import { isReplyToUs } from '../../../mail/imap/ourReplies';
import { closeImapPools } from '../../../mail/imap/pool';
import { startMailServer } from '../../../sandbox/mailserver';
import { accountFor, alice, users } from '../../support/account';
import { useRules } from '../../support/behindRules';
import { eml } from '../../support/eml';
import { failureOf } from '../../support/failure';
import { imapAccount } from '../../support/imapAccount';
import { imapCommands } from '../../support/imapCommands';
import { cutAt } from '../../support/imapFaults';
import { startRecordingProxy } from '../../support/recordingProxy';
import { type Script, startScriptedServer } from '../../support/scriptedServer';
import { describeServers, type TestServer } from '../../support/servers';

const answering = (inReplyTo: string | null, references: string[] = []) => ({
	inReplyTo,
	references,
});

let last = 0;
const newId = () => `${process.pid}-${Date.now()}-${++last}@example.test`;
const sentMail = (messageId: string) => eml({ from: alice, messageId });

afterEach(closeImapPools);

describeServers('a message answers one that we sent', (start) => {
	let server: TestServer;
	let account: Account;
	const { behind } = useRules(() => server);

	beforeAll(async () => {
		server = await start({ users, withoutSmtp: true });
		account = accountFor(server);
	});

	afterAll(() => server.close());

	/** A message that we sent. */
	const sent = async () => {
		const id = newId();
		await server.deliver(alice, sentMail(id), { folder: 'Sent' });
		return `<${id}>`;
	};

	it('where In-Reply-To or References name it', async () => {
		const [one, two] = [await sent(), await sent()];
		expect(await isReplyToUs(account, answering(one), 'sent')).toBe(true);
		expect(await isReplyToUs(account, answering('<other@x>', ['<a@x>', two]), 'sent')).toBe(true);
		expect(await isReplyToUs(account, answering(null, [await sent(), '<a@x>']), 'sent')).toBe(true);
	});

	it('and not where they name others, or none', async () => {
		await sent();
		expect(await isReplyToUs(account, answering('<other@x>', ['<a@x>']), 'sent')).toBe(false);
		expect(await isReplyToUs(account, answering(null), 'sent')).toBe(false);
	});

	it('and not where they name a part of its ID, or one with more of it', async () => {
		const id = (await sent()).slice(1, -1);
		for (const other of [`<${id.slice(1)}>`, `<${id}.org>`, `<x${id}>`]) {
			expect(await isReplyToUs(account, answering(other), 'sent')).toBe(false);
		}
	});

	it('and not where it is in another folder', async () => {
		const id = newId();
		await server.deliver(alice, sentMail(id));
		expect(await isReplyToUs(account, answering(`<${id}>`), 'sent')).toBe(false);
	});

	it('where it is one of the given IDs, in brackets or not', async () => {
		const nobody = imapAccount(1, 'none');
		const message = answering('<one@x>', ['<two@x>']);
		expect(await isReplyToUs(nobody, message, ['two@x'])).toBe(true);
		expect(await isReplyToUs(nobody, message, ['<one@x>', 'z@x'])).toBe(true);
		expect(await isReplyToUs(nobody, message, ['wo@x', '', '<>'])).toBe(false);
		expect(await isReplyToUs(nobody, message, [])).toBe(false);
	});

	it('is found out in one search, of the newest twenty, and remembered', async () => {
		const proxy = await startRecordingProxy(server.ports.imap);
		const plain = accountFor(server, { imapPort: proxy.port, imapTls: 'none' });
		const [id, old] = [await sent(), await sent()];
		const others = Array.from({ length: 30 }, (_none, at) => `<${at}@other.test>`);
		const message = answering('<parent@other.test>', [old, ...others, id]);
		expect(await isReplyToUs(plain, message, 'sent')).toBe(true);
		expect(await isReplyToUs(plain, message, 'sent')).toBe(true);
		expect(await isReplyToUs(plain, answering(null, [old, ...others]), 'sent')).toBe(false);
		await closeImapPools();
		await proxy.close();
		const sentCommands = imapCommands(Buffer.concat(proxy.connections()));
		const searches = sentCommands.filter((command) => / UID SEARCH /.test(command));
		expect(searches).toHaveLength(2);
		expect(searches[0]?.match(/MESSAGE-ID/g)).toHaveLength(20);
	});

	it('where the pooled connection dies at the search', async () => {
		const cut = await behind((connection) => (connection === 1 ? cutAt('UID SEARCH', 2) : {}));
		for (const id of [await sent(), await sent()]) {
			expect(await isReplyToUs(cut, answering(id), 'sent')).toBe(true);
		}
	});

	it('is asked safely, whatever strangers wrote', async () => {
		const id = await sent();
		const hostile = [
			'<a"b@x>',
			'<\\@x>',
			'<a)(b@x>',
			'<{5}@x>',
			'<*@%>',
			'<é@x>',
			'<a\r\nZ LOGOUT@x>',
			`<${'x'.repeat(900)}@x>`,
		];
		expect(await isReplyToUs(account, answering('x\r\n', hostile), 'sent')).toBe(false);
		expect(await isReplyToUs(account, answering(null, [...hostile, id]), 'sent')).toBe(true);
	});
});

describe('a mailbox of another shape', () => {
	it('without a Sent folder is an error', async () => {
		const server = await startMailServer({ users, specialFolders: { Alles: '\\All' } });
		const failure = await failureOf(isReplyToUs(accountFor(server), answering('<one@x>'), 'sent'));
		expect(failure).toMatchObject({ code: 'FOLDER_NOT_FOUND', transient: false });
		expect(failure.message).toMatch(/no Sent folder.*or give the Message-IDs/);
		await closeImapPools();
		await server.close();
	});

	it('that is away is an error that may pass', async () => {
		const failure = await failureOf(
			isReplyToUs(imapAccount(1, 'none'), answering('<one@x>'), 'sent'),
		);
		expect(failure.transient).toBe(true);
	});
});

/** Gmail with two messages in All Mail: ours and a stranger's; Sent is empty. */
const gmail =
	(answer: (search: string) => string): Script =>
	async (peer) => {
		peer.send('* OK Gimap ready\r\n');
		let folder = '';
		for (;;) {
			const [tag, ...rest] = (await peer.line()).split(' ');
			const command = rest.join(' ');
			let result = 'OK Success';
			if (command === 'CAPABILITY') {
				peer.send('* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR SPECIAL-USE X-GM-EXT-1\r\n');
			}
			if (/^LIST .*\*/.test(command)) {
				peer.send('* LIST (\\All) "/" All\r\n* LIST (\\Sent) "/" Sent\r\n');
			}
			if (command.startsWith('EXAMINE')) {
				folder = rest[1] ?? '';
				peer.send('* 2 EXISTS\r\n* OK [UIDVALIDITY 7] .\r\n');
			}
			if (command.startsWith('UID SEARCH')) {
				result = answer(command);
				if (result.startsWith('OK') && folder === 'All')
					peer.send(`* SEARCH ${result.slice(3)}\r\n`);
			}
			if (command.startsWith('UID FETCH')) {
				const uids = rest[2]?.split(/[,:]/) ?? [];
				for (const uid of uids) {
					const from = uid === '1' ? alice : 'eve@x.test';
					const text = `Message-ID: <${uid}@gmail.test>\r\nFrom: ${from}\r\n\r\n`;
					peer.send(
						`* ${uid} FETCH (UID ${uid} BODY[HEADER.FIELDS (MESSAGE-ID FROM)] {${text.length}}\r\n${text})\r\n`,
					);
				}
			}
			peer.send(`${tag} ${result}\r\n`);
		}
	};

describe('at Gmail', () => {
	const asked = async (script: Script, ids: string[]) => {
		const server = await startScriptedServer(script);
		try {
			return await isReplyToUs(imapAccount(server.port, 'none'), answering(null, ids), 'sent');
		} finally {
			await closeImapPools();
			await server.close();
		}
	};
	const both = ['<1@gmail.test>', '<2@gmail.test>'];

	it('All Mail has what we sent, and what others did', async () => {
		expect(
			await asked(
				gmail(() => 'OK 1'),
				['<1@gmail.test>'],
			),
		).toBe(true);
		expect(
			await asked(
				gmail(() => 'OK 2'),
				['<2@gmail.test>'],
			),
		).toBe(false);
		expect(
			await asked(
				gmail(() => 'OK 1 2'),
				both,
			),
		).toBe(true);
	});

	it('a server that refuses an OR is asked for each', async () => {
		const script = gmail((search) => {
			if (search.includes(' OR ')) return 'BAD Too complex';
			return search.includes('1@') ? 'OK 1' : 'OK';
		});
		expect(await asked(script, both)).toBe(true);
	});

	it('a server that refuses every search cannot be asked now', async () => {
		const failure = await failureOf(
			asked(
				gmail(() => 'NO Not now'),
				both,
			),
		);
		expect(failure).toMatchObject({ code: 'SERVER_REJECTED', transient: true });
	});
});
