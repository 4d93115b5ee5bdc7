import { ImapFlow } from 'imapflow';
import { simpleParser } from 'mailparser';
import { imapflowAccount } from '../../support/mailbox';
import { parserOptions } from '../../support/parserOptions';
import { type Job, WANTED } from '../jobs';
import type { Do, Doer } from './doer';

/** What a list shows of a message. */
const shown = { uid: true, envelope: true, flags: true, internalDate: true, size: true };

/** imapflow and mailparser alone, with as few commands as can be: the limit. */
export const library: Doer = async (mailbox, job) => {
	const client = new ImapFlow(imapflowAccount(mailbox));
	await client.connect();
	return jobs(client)[job];
};

function jobs(client: ImapFlow): Record<Job, Do> {
	const newest = async (count: number) => {
		const { exists } = await client.mailboxOpen('INBOX', { readOnly: true });
		return `${exists - count + 1}:*`;
	};
	return {
		list: async (count) => (await client.fetchAll(await newest(count), shown)).length,
		get: async (count) => {
			const parsing: Promise<unknown>[] = [];
			const query = { uid: true, flags: true, internalDate: true, size: true, source: true };
			for await (const { source } of client.fetch(await newest(count), query)) {
				if (source) parsing.push(simpleParser(source, parserOptions));
			}
			return (await Promise.all(parsing)).length;
		},
		search: async (count) => {
			await client.mailboxOpen('INBOX', { readOnly: true });
			const found = (await client.search({ from: WANTED }, { uid: true })) || [];
			return (await client.fetchAll(found.slice(-count), shown, { uid: true })).length;
		},
		download: () => Promise.reject(new Error('Nothing is compared here')),
	};
}
