import type { MailAddress } from '../address';
import { htmlOfText } from '../html';
import type { MessageContent } from '../model';
import { named, originalHtml, originalText, type Quote, written } from './quote';

type Forwardable = Pick<
	MessageContent,
	'from' | 'date' | 'subject' | 'to' | 'cc' | 'text' | 'html' | 'truncated'
>;

/** Recipients that are named of each field; some mail has a thousand. */
const MAX_NAMED = 50;

/**
 * The original as it stands in a forwarded message: who wrote it to whom, then all it says.
 *
 * @param timeZone for the date, such as `Europe/Berlin`
 * @param contentIds what takes the place of the original's Content-IDs
 */
export function forwardedOf(
	original: Forwardable,
	timeZone: string,
	contentIds: ReadonlyMap<string, string>,
): Quote {
	const header = ['---------- Forwarded message ----------', ...headerOf(original, timeZone)];
	const { html, shown } = originalHtml(original, contentIds);
	return {
		text: `${header.join('\n')}\n\n${originalText(original)}`,
		html: `<div>${htmlOfText(header.join('\n'))}</div>\n<br>\n<div>\n${html}\n</div>`,
		shown,
	};
}

function headerOf({ from, date, subject, to, cc }: Forwardable, timeZone: string): string[] {
	const fields: [string, string][] = [
		['From', list(from)],
		['Date', date === null ? '' : written(date, timeZone)],
		['Subject', subject],
		['To', list(to)],
		['Cc', list(cc)],
	];
	return fields.filter(([, value]) => value !== '').map(([name, value]) => `${name}: ${value}`);
}

function list(addresses: MailAddress[]): string {
	const first = addresses.slice(0, MAX_NAMED).map(named).join(', ');
	const left = addresses.length - MAX_NAMED;
	return left > 0 ? `${first} and ${left} more` : first;
}

/** The file name of a message that is attached whole, after its subject. */
export function fileNameOf(subject: string): string {
	// What Windows forbids, and what changes the direction of the text around it.
	const plain = subject.replace(/[\\/:*?"<>|\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, ' ');
	const name = /^.{0,100}/u.exec(plain.replace(/\s+/g, ' ').trim())?.[0].replace(/[. ]+$/, '');
	return `${name || 'message'}.eml`;
}
