import { ImapFlow } from 'imapflow';
import { simpleParser } from 'mailparser';
import { imapflowAccount } from '../../support/mailbox';
import { parserOptions } from '../../support/parserOptions';
import type { Reader } from './reader';

/** Messages that are parsed while more are fetched; with more of them it is no faster. */
const AT_A_TIME = 4;

/** imapflow and mailparser alone, one fetching while the other one parses: the limit. */
export const libraries: Reader = async () => async (mailbox, messages) => {
	const client = new ImapFlow(imapflowAccount(mailbox));
	await client.connect();
	await client.mailboxOpen('INBOX', { readOnly: true });
	const parsing: Array<Promise<unknown>> = [];
	let read = 0;
	for await (const { source } of client.fetch('1:*', { source: true })) {
		if (!source) throw new Error('A message came without its source');
		parsing.push(simpleParser(source, parserOptions));
		if (parsing.length >= AT_A_TIME) await parsing.shift();
		read++;
	}
	await Promise.all(parsing);
	await client.logout();
	if (read !== messages) throw new Error(`${read} of ${messages} messages were read`);
};
