import { EnvelopeError } from '../errors';

const pattern = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:\.\d+)?(Z|[+-]\d\d:\d\d)?$/i;

/**
 * Reads a date and time of ISO 8601: with an offset, such as `2026-11-20T14:00+01:00`, or without,
 * as the clocks of the time zone show it. A time that they skip is an hour later.
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

/** Next to a change of the clocks, the offset at the time as if in UTC may be the other one. */
function inZone(clock: Date, timeZone: string): Date {
	const near = new Date(clock.getTime() - offsetAt(clock, timeZone));
	return new Date(clock.getTime() - offsetAt(near, timeZone));
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
