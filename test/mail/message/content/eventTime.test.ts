import { eventTime } from '../../../../mail/message/content/eventTime';

test.each([
	['2026-11-20T14:00', 'Europe/Berlin', '2026-11-20T13:00:00.000Z'],
	['2026-07-20T14:00:30', 'Europe/Berlin', '2026-07-20T12:00:30.000Z'],
	['2026-11-20 14:00', 'America/New_York', '2026-11-20T19:00:00.000Z'],
	['2026-11-20T14:00', 'Asia/Kolkata', '2026-11-20T08:30:00.000Z'],
	['2026-11-20T14:00', 'UTC', '2026-11-20T14:00:00.000Z'],
	['2026-11-20T14:00:00.000Z', 'Europe/Berlin', '2026-11-20T14:00:00.000Z'],
	['2026-11-20t14:00:00z', 'Europe/Berlin', '2026-11-20T14:00:00.000Z'],
	['2026-11-20T14:00:00.123-05:30', 'Europe/Berlin', '2026-11-20T19:30:00.000Z'],
	[' 2028-02-29T00:00 ', 'UTC', '2028-02-29T00:00:00.000Z'],
	// Clocks go from 2 to 3 on 29 March 2026, and from 3 to 2 on 25 October.
	['2026-03-29T01:59', 'Europe/Berlin', '2026-03-29T00:59:00.000Z'],
	['2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
	['2026-03-29T03:00', 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
	['2026-10-25T01:59', 'Europe/Berlin', '2026-10-24T23:59:00.000Z'],
	['2026-10-25T03:00', 'Europe/Berlin', '2026-10-25T02:00:00.000Z'],
	['2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
	// On 8 March and 1 November.
	['2026-03-08T01:59', 'America/New_York', '2026-03-08T06:59:00.000Z'],
	['2026-03-08T02:30', 'America/New_York', '2026-03-08T07:30:00.000Z'],
	['2026-03-08T03:00', 'America/New_York', '2026-03-08T07:00:00.000Z'],
	['2026-11-01T01:30', 'America/New_York', '2026-11-01T05:30:00.000Z'],
	['2026-11-01T02:00', 'America/New_York', '2026-11-01T07:00:00.000Z'],
	['2026-03-08T01:59', 'America/Los_Angeles', '2026-03-08T09:59:00.000Z'],
	['2026-03-08T02:30', 'America/Los_Angeles', '2026-03-08T10:30:00.000Z'],
	['2026-03-08T03:00', 'America/Los_Angeles', '2026-03-08T10:00:00.000Z'],
	// The clocks go by half an hour: from 2 to 2:30 on 4 October, and back on 5 April.
	['2026-10-04T02:15', 'Australia/Lord_Howe', '2026-10-03T15:45:00.000Z'],
	['2026-04-05T01:45', 'Australia/Lord_Howe', '2026-04-04T14:45:00.000Z'],
])('reads %j in %s', (text, timeZone, instant) => {
	expect(eventTime('Start', text, timeZone).toISOString()).toBe(instant);
});

test.each([
	'',
	'tomorrow',
	'2026-11-20',
	'14:00',
	'20.11.2026 14:00',
	'11/20/2026 14:00',
	'1795183200000',
	'2026-13-01T00:00',
	'2026-02-30T00:00',
	'2026-11-20T24:00',
	'2026-11-20T14:60',
	'2026-11-20T14:00+99:00',
	'2026-11-20T14:00 Europe/Berlin',
	'2026-11-20T14:00Z\r\nATTENDEE:x',
	'+012026-11-20T14:00',
])('refuses %j', (text) => {
	expect(() => eventTime('Start', text, 'Europe/Berlin')).toThrow(
		expect.objectContaining({
			code: 'INVALID_FIELD',
			message: expect.stringMatching(/^Start has/),
		}),
	);
});

test.each(['', 'Berlin', 'Europe/Berlin\r\nX:y', 'Mars/Base'])(
	'refuses the time zone %j',
	(zone) => {
		expect(() => eventTime('Start', '2026-11-20T14:00', zone)).toThrow(
			expect.objectContaining({
				code: 'INVALID_FIELD',
				message: expect.stringMatching(/^Time Zone/),
			}),
		);
	},
);
