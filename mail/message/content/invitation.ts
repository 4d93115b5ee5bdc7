import ical, { ICalAttendeeRole, ICalAttendeeStatus, ICalCalendarMethod } from 'ical-generator';
import type { MailAddress } from '../address';
import { headerText, inOneLine } from '../headerText';
import type { Invitation, OutgoingMessage } from '../outgoing';

/**
 * The invitation as an iCalendar REQUEST (RFC 5545, 5546). Times are in UTC, so that no definition
 * of a time zone has to come along; calendars show them in their owner's. The same message gives the
 * same text.
 *
 * @throws EnvelopeError INVALID_FIELD
 */
export function calendarRequest(message: OutgoingMessage, invitation: Invitation): string {
	const { from, to, cc, subject, messageId, date } = message;
	const calendar = ical({
		method: ICalCalendarMethod.REQUEST,
		prodId: '//Envelope//Envelope//EN',
	});
	const event = calendar.createEvent({
		id: headerText('Event ID', invitation.eventId || messageId).replace(/^<|>$/g, ''),
		sequence: invitation.sequence,
		stamp: date,
		start: invitation.start,
		end: invitation.end,
		summary: inOneLine(invitation.title || subject),
		location: inOneLine(invitation.location) || undefined,
		description: withoutControls(invitation.description) || undefined,
		organizer: { name: from.name || from.address, email: from.address },
	});
	for (const { name, address } of eachOnce([...to, ...cc])) {
		event.createAttendee({
			name: name || address,
			email: address,
			role: ICalAttendeeRole.REQ,
			status: ICalAttendeeStatus.NEEDSACTION,
			rsvp: true,
		});
	}
	return `${calendar.toString()}\r\n`;
}

function eachOnce(addresses: MailAddress[]): MailAddress[] {
	return [...new Map(addresses.map((one) => [one.address.toLowerCase(), one])).values()];
}

/** All but line breaks and tabs, which RFC 5545 §3.3.11 allows in a text. */
function withoutControls(text: string): string {
	// eslint-disable-next-line no-control-regex -- control characters are what is looked for
	return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u0085\u2028\u2029]/g, ' ');
}
