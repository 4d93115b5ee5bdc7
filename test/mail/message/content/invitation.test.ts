import { calendarRequest } from '../../../../mail/message/content/invitation';
import type { Invitation, OutgoingMessage } from '../../../../mail/message/outgoing';
import { invitation, outgoing } from '../../../support/outgoing';

/** The content lines (RFC 5545 §3.1), unfolded. */
function lines(
	changes: Partial<Invitation> = {},
	message: Partial<OutgoingMessage> = {},
): string[] {
	const text = calendarRequest(
		outgoing({ messageId: '<id@x.test>', ...message }),
		invitation(changes),
	);
	expect(text).not.toMatch(/\r(?!\n)|(?<!\r)\n/);
	for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
	return text.replaceAll('\r\n ', '').split('\r\n');
}

test('is a request that calendars understand, and always the same', () => {
	const carol = { name: 'Carol "C", Dr.', address: 'carol@x.test' };
	const message = { cc: [carol, { ...carol, address: 'CAROL@x.test' }] };
	expect(lines({}, message)).toEqual([
		'BEGIN:VCALENDAR',
		'VERSION:2.0',
		'PRODID:-//Envelope//Envelope//EN',
		'METHOD:REQUEST',
		'BEGIN:VEVENT',
		'UID:id@x.test',
		'SEQUENCE:0',
		'DTSTAMP:20261120T120000Z',
		'DTSTART:20261201T090000Z',
		'DTEND:20261201T100000Z',
		'SUMMARY:Kick-off',
		'LOCATION:Room 1',
		'DESCRIPTION:Agenda',
		'ORGANIZER;CN="Alice":mailto:alice@example.test',
		'ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN="bob@example.test":MAILTO:bob@example.test',
		`ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN="Carol ^'C^', Dr.":MAILTO:CAROL@x.test`,
		'END:VEVENT',
		'END:VCALENDAR',
		'',
	]);
	expect(lines({}, message)).toEqual(lines({}, message));
});

test('takes the subject for a title, and leaves out what is empty', () => {
	const text = lines({ title: '', location: '', description: '' }, { subject: 'Hello' }).join('\n');
	expect(text).toContain('\nSUMMARY:Hello\n');
	expect(text).not.toMatch(/LOCATION|DESCRIPTION/);
});

test('keeps hidden recipients hidden', () => {
	const bcc = [{ name: 'Secret', address: 'secret@hidden.test' }];
	expect(lines({}, { bcc }).join()).not.toMatch(/secret|hidden/i);
});

test.each(['<first@x.test>', 'first@x.test'])('changes the event %s', (eventId) => {
	expect(lines({ eventId, sequence: 2 })).toEqual(
		expect.arrayContaining(['UID:first@x.test', 'SEQUENCE:2']),
	);
});

describe.each(['\r\n', '\r', '\n', '\0', '\u0085', '\u2028', '\v'])('%j in it', (control) => {
	const evil = `a${control}ATTENDEE:mailto:evil@x.test${control}END:VEVENT`;

	test.each(['title', 'location', 'description'] as const)('makes no line in the %s', (field) => {
		const written = lines({ [field]: evil });
		expect(written.map((line) => line.split(/[:;]/)[0])).toEqual(
			lines().map((line) => line.split(/[:;]/)[0]),
		);
		expect(written.join('\n')).not.toMatch(/[\0\v\u0085\u2028\r]/);
	});

	test('makes no line in the subject', () => {
		expect(lines({ title: '' }, { subject: evil })).toHaveLength(lines().length);
	});

	test('is refused in the event ID', () => {
		expect(() => lines({ eventId: evil })).toThrow(
			expect.objectContaining({ code: 'INVALID_FIELD' }),
		);
	});
});

test('escapes what means something in iCalendar, in every language', () => {
	const text = lines({ title: 'a;b,c\\d:"e"', description: `${'東京'.repeat(100)}\nend` }).join(
		'\n',
	);
	expect(text).toContain('\nSUMMARY:a\\;b\\,c\\\\d:"e"\n');
	expect(text).toContain(`\nDESCRIPTION:${'東京'.repeat(100)}\\nend\n`);
});
