import { isoDate } from '../../message/parse';
import { keyword } from '../flagName';
import { readStructure } from '../structure';
import { type Condition, invalid } from './condition';
import { lookAt } from './look';

/** RFC 3501 §9, number. */
const MAX_NUMBER = 4_294_967_295;

const DAY_MS = 86_400_000;

/**
 * IMAP knows days alone, and those of the server's own time zone (RFC 3501 §6.4.4), or seconds by
 * clocks that differ (RFC 5032): it is asked for a day more.
 */
export function since(moment: Date): Condition {
	const start = wholeSecond('Since', moment);
	const look = lookAtDate((receivedAt) => receivedAt >= start);
	return {
		name: 'Since',
		search: { since: new Date(start - DAY_MS) },
		look,
		narrows: true,
		cost: 0,
	};
}

/** What `since` leaves out. imapflow itself asks for a day more, where the time is not midnight. */
export function before(moment: Date): Condition {
	const end = wholeSecond('Before', moment);
	const look = lookAtDate((receivedAt) => receivedAt < end);
	return {
		name: 'Before',
		search: { before: new Date(end + DAY_MS) },
		look,
		narrows: true,
		cost: 0,
	};
}

/** INTERNALDATE has no parts of a second. */
function wholeSecond(field: string, moment: Date): number {
	const time = moment.getTime();
	if (Number.isNaN(new Date(time + DAY_MS).getTime())) throw invalid(`${field} is not a date`);
	return Math.floor(time / 1000) * 1000;
}

function lookAtDate(fits: (receivedAt: number) => boolean) {
	return lookAt({ internalDate: true }, ({ internalDate }) => {
		const date = isoDate(internalDate);
		return date !== null && fits(Date.parse(date));
	});
}

/** A zero is no criterion to imapflow. */
export function largerThan(value: number): Condition {
	const bytes = octets('Larger Than', value);
	const look = lookAt({ size: true }, ({ size = 0 }) => size > bytes);
	return { name: 'Larger Than', search: bytes > 0 ? { larger: bytes } : undefined, look };
}

export function smallerThan(value: number): Condition {
	const bytes = octets('Smaller Than', value);
	const look = lookAt({ size: true }, ({ size = 0 }) => size < bytes);
	return { name: 'Smaller Than', search: bytes > 0 ? { smaller: bytes } : undefined, look };
}

function octets(field: string, value: number): number {
	if (Number.isInteger(value) && value >= 0 && value <= MAX_NUMBER) return value;
	throw invalid(`${field} is not a whole number of bytes up to ${MAX_NUMBER}`);
}

export function seen(wanted: boolean): Condition {
	return { name: 'Read', search: { seen: wanted }, look: lookAtFlag('\\Seen', wanted) };
}

export function flagged(wanted: boolean): Condition {
	return { name: 'Starred', search: { flagged: wanted }, look: lookAtFlag('\\Flagged', wanted) };
}

export function answered(wanted: boolean): Condition {
	return { name: 'Answered', search: { answered: wanted }, look: lookAtFlag('\\Answered', wanted) };
}

export function withKeyword(value: string): Condition {
	const name = keyword(value);
	return { name: 'Keyword', search: { keyword: name }, look: lookAtFlag(name, true) };
}

export function withoutKeyword(value: string): Condition {
	const name = keyword(value);
	return { name: 'Keyword', search: { unKeyword: name }, look: lookAtFlag(name, false) };
}

function lookAtFlag(name: string, wanted: boolean) {
	return lookAt({ flags: true }, ({ flags }) => {
		const has = [...(flags ?? [])].some((flag) => flag.toLowerCase() === name.toLowerCase());
		return has === wanted;
	});
}

/** IMAP has no key for it. */
export function hasAttachment(wanted: boolean): Condition {
	const look = lookAt({ bodyStructure: true }, ({ bodyStructure }) => {
		const files = readStructure(bodyStructure).attachments.filter(
			({ inline, contentId, mimeType }) =>
				!(inline && contentId !== null && mimeType.startsWith('image/')),
		);
		return files.length > 0 === wanted;
	});
	return { name: 'Has Attachment', look };
}
