import { ImapFlow } from 'imapflow';
import { z } from 'zod';
import { runNode } from '../../test/support/engine';
import { startImapProxy } from '../../test/support/imapProxy';
import { envelopeCredential, imapflowAccount, type Mailbox } from '../support/mailbox';
import { ownNode } from '../support/nodes';

const message = z.array(z.object({ uid: z.number() }));

const pageSchema = z.object({ token: z.string(), new: message, changed: message, gone: message });

/**
 * How many commands Get Changes needs, over a connection that it has used before, to tell of ten
 * changes. Each waits for the answer to the one before it.
 *
 * @param plainPort of the server, where a proxy can read along
 */
export async function roundTripsOfChanges(mailbox: Mailbox, plainPort: number): Promise<number> {
	const commands: string[] = [];
	const proxy = await startImapProxy({
		target: plainPort,
		rules: () => ({ command: (command) => void commands.push(command) }),
	});
	const node = await ownNode('envelopeMailbox');
	const credential = { ...envelopeCredential(mailbox), imapPort: proxy.port, imapTls: 'none' };
	const since = async (token: string) => {
		const folder = { __rl: true, mode: 'list', value: 'INBOX' };
		const parameters = { resource: 'changes', operation: 'getChanges', folder, token, options: {} };
		const { json, error } = await runNode({ node, parameters, credential });
		if (error) throw error;
		return pageSchema.parse(json[0]);
	};
	const { token } = await since('');
	await changeTen(mailbox);
	commands.splice(0);
	const page = await since(token);
	await proxy.close();
	const counted = [page.new, page.changed, page.gone].map(({ length }) => length).join();
	if (counted !== '3,4,3') throw new Error(`New, changed and gone are ${counted}`);
	console.log(`Get Changes: ${commands.join(' | ')}; a token of ${page.token.length} characters`);
	return commands.length;
}

async function changeTen(mailbox: Mailbox): Promise<void> {
	const client = new ImapFlow(imapflowAccount(mailbox));
	await client.connect();
	await client.mailboxOpen('INBOX');
	await client.messageFlagsAdd('100,20000:20001,49990', ['\\Seen'], { uid: true });
	await client.messageDelete('7,30000,49999', { uid: true });
	for (const name of ['one', 'two', 'three']) {
		await client.append('INBOX', `Subject: ${name}\r\n\r\nHello\r\n`);
	}
	await client.logout();
}
