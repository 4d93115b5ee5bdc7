import type { SearchObject } from 'imapflow';
import { EnvelopeError } from '../../errors';
import { headerText } from '../../message/headerText';
import { isoDate } from '../../message/parse';
import { keyword } from '../flagName';
import { readStructure } from '../structure';
import type { Filter } from './filter';
import { type Look, lookAt, lookIntoFields, lookIntoText } from './look';

/** One thing that a message has to be. */
export interface Condition {
	/** How IMAP is asked; absent where it cannot be, or where imapflow would leave the key out. */
	search?: SearchObject;
	/** Finds out by looking at the messages; absent where the server alone can know. */
	look?: Look;
	/** The server's answer holds more than is wanted, so that they are looked at in any case. */
	narrows?: boolean;
}

/** Characters of a text to search for. */
const MAX_TEXT = 500;

/** RFC 3501 §9, number. */
const MAX_NUMBER = 4_294_967_295;

/** RFC 5322 §2.2: printable ASCII without the colon. */
const fieldName = /^[\x21-\x39\x3b-\x7e]{1,100}$/;

const DAY_MS = 86_400_000;

/** @throws EnvelopeError INVALID_FIELD */
export function conditionsOf(filter: Filter): Condition[] {
	return [
		...given(filter.from, from),
		...given(filter.subject, subject),
		...(filter.headers ?? []).map(header),
		...given(filter.since, since),
		...given(filter.largerThan, largerThan),
		...given(filter.smallerThan, smallerThan),
		...given(filter.unreadOnly || undefined, unread),
		...given(filter.withoutKeyword, withoutKeyword),
		...given(filter.gmailQuery, gmailQuery),
		...given(filter.to, to),
		...given(filter.text, text),
		...given(filter.hasAttachment, hasAttachment),
	];
}

function given<T>(value: T | undefined, condition: (value: T) => Condition): Condition[] {
	return value === undefined ? [] : [condition(value)];
}

function from(value: string): Condition {
	const wanted = searchText('From', value);
	return { search: { from: wanted }, look: lookIntoFields(['From'], wanted) };
}

/** IMAP's TO is the field To alone. */
function to(value: string): Condition {
	const wanted = searchText('To', value);
	const search = { or: [{ to: wanted }, { cc: wanted }, { bcc: wanted }] };
	return { search, look: lookIntoFields(['To', 'Cc', 'Bcc'], wanted) };
}

function subject(value: string): Condition {
	const wanted = searchText('Subject', value);
	return { search: { subject: wanted }, look: lookIntoFields(['Subject'], wanted) };
}

function text(value: string): Condition {
	const wanted = searchText('Text', value);
	return { search: { text: wanted }, look: lookIntoText(wanted) };
}

function header({ name, value }: { name: string; value: string }): Condition {
	if (!fieldName.test(name)) {
		throw invalid(`"${name.slice(0, 100)}" cannot be the name of a header`);
	}
	const wanted = value === '' ? '' : searchText(`The header ${name}`, value);
	return { search: { header: { [name]: wanted } }, look: lookIntoFields([name], wanted) };
}

/**
 * IMAP knows days alone, and those of the server's own time zone (RFC 3501 §6.4.4), or seconds by
 * clocks that differ (RFC 5032): it is asked for a day more.
 */
function since(moment: Date): Condition {
	if (Number.isNaN(moment.getTime())) throw invalid('Since is not a date');
	// INTERNALDATE has no parts of a second.
	const earliest = Math.floor(moment.getTime() / 1000) * 1000;
	const look = lookAt({ internalDate: true }, ({ internalDate }) => {
		const date = isoDate(internalDate);
		return date !== null && Date.parse(date) >= earliest;
	});
	return { search: { since: new Date(earliest - DAY_MS) }, look, narrows: true };
}

/** A zero is no criterion to imapflow. */
function largerThan(value: number): Condition {
	const bytes = octets('Larger Than', value);
	const look = lookAt({ size: true }, ({ size = 0 }) => size > bytes);
	return { search: bytes > 0 ? { larger: bytes } : undefined, look };
}

function smallerThan(value: number): Condition {
	const bytes = octets('Smaller Than', value);
	const look = lookAt({ size: true }, ({ size = 0 }) => size < bytes);
	return { search: bytes > 0 ? { smaller: bytes } : undefined, look };
}

function unread(): Condition {
	return { search: { seen: false }, look: lookAt({ flags: true }, lacksFlag('\\Seen')) };
}

function withoutKeyword(value: string): Condition {
	const name = keyword(value);
	return { search: { unKeyword: name }, look: lookAt({ flags: true }, lacksFlag(name)) };
}

function lacksFlag(name: string) {
	return ({ flags }: { flags?: Set<string> }) =>
		![...(flags ?? [])].some((flag) => flag.toLowerCase() === name.toLowerCase());
}

function gmailQuery(value: string): Condition {
	return { search: { gmraw: searchText('Gmail Query', value) } };
}

/** IMAP has no key for it. */
function hasAttachment(wanted: boolean): Condition {
	const look = lookAt({ bodyStructure: true }, ({ bodyStructure }) => {
		const files = readStructure(bodyStructure).attachments.filter(
			({ inline, contentId, mimeType }) =>
				!(inline && contentId !== null && mimeType.startsWith('image/')),
		);
		return files.length > 0 === wanted;
	});
	return { look };
}

/**
 * An empty text would be no criterion at all to imapflow, and so is refused: the expression that it
 * came from has found nothing. A line break could end the command.
 */
function searchText(field: string, value: string): string {
	if (value.trim() === '') {
		throw invalid(`${field} is empty`, 'Fill it in, or remove it from the filters.');
	}
	if (value.length > MAX_TEXT) throw invalid(`${field} has more than ${MAX_TEXT} characters`);
	return headerText(field, value);
}

function octets(field: string, value: number): number {
	if (Number.isInteger(value) && value >= 0 && value <= MAX_NUMBER) return value;
	throw invalid(`${field} is not a whole number of bytes up to ${MAX_NUMBER}`);
}

function invalid(what: string, remedy?: string): EnvelopeError {
	return new EnvelopeError('INVALID_FIELD', what, { phase: 'fetch', remedy });
}
