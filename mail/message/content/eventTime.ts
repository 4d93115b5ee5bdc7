import { EnvelopeError } from '../../errors';

const pattern = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:\.\d+)?(Z|[+-]\d\d:\d\d)?$/i;

const DAY_MS = 86_400_000;

/**
 * Reads a date and time of ISO 8601: with an offset, such as `2026-11-20T14:00+01:00`, or without,
 * as the clocks of the time zone show it. Of a time that they show twice the first one is meant; one
 * that they skip is counted from before the change, mostly an hour later (RFC 5545 §3.3.5).
 *
 * @param field how the user knows it, such as `Start`
 * @param timeZone of the IANA database, such as `Europe/Berlin`
 * @throws EnvelopeError INVALID_FIELD
 */
export function eventTime(field: string, text: string, timeZone: string): Date {
	const [, day = '', time = '', offset] = pattern.exec(text.trim()) ?? [];
	const clock = new Date(`${day}T${time}Z`);
	// Date takes 30 February for 2 March.
	const isReal = !Number.isNaN(clock.getTime()) && clock.toISOString().startsWith(`${day}T${time}`);
	const exact =
		offset === undefined ? inZone(clock, timeZone) : new Date(`${day}T${time}${offset}`);
	if (isReal && !Number.isNaN(exact.getTime())) return exact;
	throw refused(
		`${field} has "${text.slice(0, 100)}", which is not a date and time`,
		'Write it as 2026-11-20T14:00, or with an offset as 2026-11-20T14:00+01:00.',
	);
}

/** No zone is a day away from UTC, so that the offsets are those before and after a change. */
function inZone(clock: Date, timeZone: string): Date {
	const at = clock.getTime();
	const before = offsetAt(new Date(at - DAY_MS), timeZone);
	const after = offsetAt(new Date(at + DAY_MS), timeZone);
	const shown = [before, after].find(
		(offset) => offsetAt(new Date(at - offset), timeZone) === offset,
	);
	return new Date(at - (shown ?? before));
}

/** Milliseconds that the clocks of the time zone are ahead of UTC. */
function offsetAt(instant: Date, timeZone: string): number {
	if (Number.isNaN(instant.getTime())) return 0;
	const parts = formatIn(timeZone).formatToParts(instant);
	const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
	const [, sign = '+', hours = '0', minutes = '0'] = /([+-])(\d\d):(\d\d)/.exec(name) ?? [];
	return Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

function formatIn(timeZone: string): Intl.DateTimeFormat {
	try {
		return new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
	} catch {
		throw refused(
			`Time Zone has "${timeZone.slice(0, 100)}", which is none`,
			'Write it as Europe/Berlin or America/New_York.',
		);
	}
}

function refused(what: string, remedy: string): EnvelopeError {
	return new EnvelopeError('INVALID_FIELD', what, { phase: 'compose', remedy });
}
