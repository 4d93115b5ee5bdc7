import type { PostForm } from '../../account/internet/lookups';
import { postForm } from '../../account/internet/network';
import type { Account } from '../../account/settings';
import { trustedServers } from '../../account/trustedServers';
import { EnvelopeError } from '../../errors';
import { findMessage, messageGone } from '../../imap/find';
import { withConnectionAgain } from '../../imap/pool';
import { fetchOf } from '../../imap/usable';
import { formatHandle } from '../../message/handle';
import type { MessageContent } from '../../message/model';
import { parseMessage } from '../../message/parse';
import { leaveByMail } from './byMail';
import { clickOnce } from './oneClick';
import { type Offers, offersIn } from './offers';
import { doubtAbout } from './signature';

export interface Unsubscribing {
	account: Account;
	/** A handle or a Message-ID. */
	reference: string;
	/** `automatic`: one click where it is offered, else mail. */
	method: 'automatic' | Method;
	/** Only says what would be done. */
	dryRun: boolean;
	/** Whether to do it also where the sender is not known for sure. */
	allowUnverified: boolean;
	/** Ends the waiting between attempts at sending a mail. */
	signal?: AbortSignal;
	/** A test puts its own in its place. */
	post?: PostForm;
}

export type Method = 'oneClick' | 'mailto';

/** What became of it, or of a dry run what would be done. */
export interface Unsubscribed {
	/** Of a dry run: whether it could be done. */
	success: boolean;
	/** Null where there is none. */
	method: Method | null;
	/** The https address, or the one that the mail goes to. */
	target: string | null;
	/** Of the answer over HTTPS. */
	status: number | null;
	dryRun: boolean;
	/** In a sentence. */
	note: string;
	/** The mail that is sent. */
	mail?: { subject: string; text: string };
}

/** A way to leave, chosen from those that the message offers. */
type Way =
	| { method: 'oneClick'; target: string; url: URL }
	| { method: 'mailto'; target: string; mail: NonNullable<Offers['mail']> };

/**
 * Leaves the mailing list of a message in a way that its header offers: by one click (RFC 8058), which
 * is a POST and never a GET, or by a mail of the account. Addresses come from the header alone.
 *
 * @throws EnvelopeError UNSUBSCRIBE_FAILED, where it is not a dry run; MESSAGE_NOT_FOUND and others
 * where the message cannot be read, and what sending a mail may throw
 */
export async function unsubscribe(unsubscribing: Unsubscribing): Promise<Unsubscribed> {
	const { account, reference, dryRun, signal, post = postForm } = unsubscribing;
	const message = await headerOf(account, reference);
	const { way, problem } = wayOut(message, unsubscribing);
	if (dryRun) return planned(way, problem);
	if (!way || problem !== undefined) throw failure(problem ?? '', way && unverified);
	const { method, target } = way;
	const done = { success: true, method, target, dryRun: false };
	if (way.method === 'mailto') {
		const { note } = await leaveByMail(account, message, way.mail, signal);
		const { subject, text } = way.mail;
		return { ...done, status: null, note, mail: { subject, text } };
	}
	const status = await clickOnce(way.url, post);
	const note = `${way.url.hostname} took the request; lists may take some days to follow it.`;
	return { ...done, status, note };
}

async function headerOf(
	account: Account,
	reference: string,
): Promise<MessageContent & { id: string }> {
	return withConnectionAgain(account, 'fetch', async (connection) => {
		const handle = await findMessage(connection, reference);
		const [fetched] = await fetchOf(connection, [handle.uid], { uid: true, headers: true });
		if (!fetched?.headers) throw messageGone(handle);
		const options = { trustedServers: trustedServers(account), headers: true };
		return { ...(await parseMessage(fetched.headers, options)), id: formatHandle(handle) };
	});
}

/** @returns `problem`: why it is not to be gone, or why there is none */
function wayOut(
	message: MessageContent,
	{ method, allowUnverified }: Pick<Unsubscribing, 'method' | 'allowUnverified'>,
): { way?: Way; problem?: string } {
	const { headers = {} } = message;
	const offers = offersIn(headers);
	const way = chosen(offers, method);
	if (!way) return { problem: noWay(headers, offers, method) };
	const fields = [
		'list-unsubscribe',
		...(way.method === 'oneClick' ? ['list-unsubscribe-post'] : []),
	];
	const doubt = allowUnverified ? undefined : doubtAbout(message, fields);
	if (doubt === undefined) return { way };
	return { way, problem: `The message has unsubscribe fields, but ${doubt}` };
}

function chosen({ oneClick: url, mail }: Offers, method: Unsubscribing['method']): Way | undefined {
	if (url && method !== 'mailto') return { method: 'oneClick', target: url.href, url };
	if (mail && method !== 'oneClick') return { method: 'mailto', target: mail.to, mail };
	return undefined;
}

function noWay(
	headers: Record<string, string[]>,
	{ oneClick, mail, problems }: Offers,
	method: Unsubscribing['method'],
): string {
	if (!headers['list-unsubscribe']) {
		return 'The message has no List-Unsubscribe field, so it offers no way to leave that Envelope would go';
	}
	const other = oneClick ? 'one click' : mail ? 'mail' : undefined;
	const wanted = method === 'mailto' ? 'mail' : 'one click';
	const what = other
		? `The message offers ${other}, and not ${wanted}`
		: 'The message offers no way to leave that Envelope can go';
	return [what, ...problems].join('. ');
}

function planned(way: Way | undefined, problem: string | undefined): Unsubscribed {
	const common = { status: null, dryRun: true, success: problem === undefined };
	if (!way) return { ...common, method: null, target: null, note: `${problem ?? ''}.` };
	const { method, target } = way;
	const what =
		way.method === 'mailto'
			? `a mail to ${target} would be sent from the account`
			: `a request (POST) would be sent to ${way.url.hostname}`;
	const note =
		problem === undefined
			? `Nothing was done, as this is a dry run: ${what}.`
			: `${problem}. It would be refused unless Allow Unverified Sender is on; then ${what}.`;
	const { subject = '', text = '' } = way.method === 'mailto' ? way.mail : {};
	return {
		...common,
		method,
		target,
		note,
		...(way.method === 'mailto' ? { mail: { subject, text } } : {}),
	};
}

const unverified =
	'Where you know the sender, switch on Allow Unverified Sender; else report the message as spam.';

function failure(what: string, remedy?: string): EnvelopeError {
	return new EnvelopeError('UNSUBSCRIBE_FAILED', what, { phase: 'settings', remedy });
}
