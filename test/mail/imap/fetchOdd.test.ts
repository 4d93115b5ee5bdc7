import { connect, disconnect } from '../../../mail/imap/connection';
import { fetchMessages } from '../../../mail/imap/fetch';
import type { Message } from '../../../mail/message/model';
import { eml } from '../../support/eml';
import { imapAccount } from '../../support/imapAccount';
import { type Script, startScriptedServer } from '../../support/scriptedServer';

/** An IMAP server that answers to a FETCH as it is told. */
const answering =
	(answer: (command: string) => string): Script =>
	async (peer) => {
		peer.send('* OK IMAP4rev1 ready\r\n');
		for (;;) {
			const [tag, ...rest] = (await peer.line()).split(' ');
			const command = rest.join(' ').toUpperCase();
			if (command === 'CAPABILITY') peer.send('* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR\r\n');
			if (command.startsWith('SELECT')) {
				peer.send('* 3 EXISTS\r\n* OK [UIDVALIDITY 7] .\r\n* FLAGS (\\Seen)\r\n');
			}
			if (command.startsWith('UID FETCH')) peer.send(answer(command));
			peer.send(`${tag} OK Done\r\n`);
		}
	};

async function fetched(answer: (command: string) => string): Promise<Message[]> {
	const server = await startScriptedServer(answering(answer));
	try {
		const options = { deadlineMs: 20_000, socketTimeoutMs: 60_000 };
		const connection = await connect(imapAccount(server.port, 'none'), options);
		await connection.mailboxOpen('INBOX');
		const messages = await fetchMessages(connection, [1, 2, 3]);
		await disconnect(connection);
		return messages;
	} finally {
		await server.close();
	}
}

const source = eml({ subject: 'Here' });
const body = `BODY[]<0> {${Buffer.byteLength(source)}}\r\n${source}`;

test.each([
	['nothing', ''],
	['flags alone', '* 1 FETCH (UID 1 FLAGS (\\Seen))\r\n* 2 FETCH (UID 2)\r\n'],
	['a message without a UID', `* 1 FETCH (${body})\r\n`],
	['a message that nobody asked for', `* 9 FETCH (UID 9 ${body})\r\n`],
])('leaves out what a server gives no body for: %s', async (_what, answer) => {
	expect(await fetched(() => answer)).toEqual([]);
});

test('takes a message for what it is without flags, size, date and structure', async () => {
	const messages = await fetched(
		() => `* 2 FETCH (UID 2 ${body})\r\n* 2 FETCH (UID 2 FLAGS ())\r\n`,
	);
	expect(messages).toMatchObject([
		{ uid: 2, subject: 'Here', text: 'Hi Alice\n', flags: [], size: 0, receivedAt: null },
	]);
	expect(messages[0]?.truncated).toEqual(['attachments']);
});

test('does not lose a message whose structure cannot be read', async () => {
	const deep = `${'('.repeat(1_000)}"TEXT"${')'.repeat(1_000)}`;
	const messages = await fetched((command) =>
		command.includes('BODYSTRUCTURE')
			? `* 1 FETCH (UID 1 BODYSTRUCTURE ${deep} ${body})\r\n* 3 FETCH (UID 3 ${body})\r\n`
			: `* 1 FETCH (UID 1 ${body})\r\n`,
	);
	expect(messages.map(({ uid, subject }) => [uid, subject])).toEqual([
		[1, 'Here'],
		[3, 'Here'],
	]);
});
