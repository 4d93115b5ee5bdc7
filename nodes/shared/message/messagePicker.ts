import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { withConnectionAgain } from '../../../mail/imap/pool';
import { type RecentMessage, recentMessages } from '../../../mail/imap/recent';
import { accountOf } from '../account/account';
import { nodeError } from '../nodeError';

/** The newest messages of the inbox, for the list of a message field. */
export async function searchMessages(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: unknown,
): Promise<INodeListSearchResult> {
	return messagesOf(this, 'INBOX', filter, paginationToken);
}

/**
 * The newest messages of a folder, a page at a time.
 *
 * @param filter that the subject or the sender holds
 * @param paginationToken of the page before
 */
export async function messagesOf(
	context: ILoadOptionsFunctions,
	folder: string,
	filter = '',
	paginationToken?: unknown,
): Promise<INodeListSearchResult> {
	const upTo = Number(paginationToken) || undefined;
	try {
		const account = await accountOf(context);
		const { messages, next } = await withConnectionAgain(account, 'fetch', (connection) =>
			recentMessages(connection, folder, { text: filter.trim(), upTo }),
		);
		const timeZone = context.getTimezone();
		return {
			results: messages.map((message) => ({
				name: lineOf(message, timeZone),
				value: message.id,
			})),
			...(next === undefined ? {} : { paginationToken: String(next) }),
		};
	} catch (error) {
		throw nodeError(context.getNode(), error);
	}
}

/** `Subject – Sender, 2026-11-20 10:00`. */
function lineOf({ subject, from, receivedAt }: RecentMessage, timeZone: string): string {
	const said = [subject || '(No Subject)', from].filter((text) => text !== '').join(' – ');
	return receivedAt ? `${said}, ${dateIn(timeZone, receivedAt)}` : said;
}

/** Sweden writes dates as ISO 8601 does. */
function dateIn(timeZone: string, date: Date): string {
	return date.toLocaleString('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
}
