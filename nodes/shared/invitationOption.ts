import type { INodeProperties } from 'n8n-workflow';

/** A meeting that goes with the message. */
export const invitationOption: INodeProperties = {
	displayName: 'Invitation',
	name: 'invitation',
	type: 'fixedCollection',
	default: {},
	placeholder: 'Add Event',
	description:
		'An event to which the recipients in To and CC are invited; their calendars show buttons to accept and decline, and the answers come to the sender by mail',
	options: [
		{
			displayName: 'Event',
			name: 'event',
			values: [
				{
					displayName: 'Description',
					name: 'description',
					type: 'string',
					typeOptions: { rows: 3 },
					default: '',
					placeholder: 'e.g. Agenda: budget, dates',
				},
				{
					displayName: 'Duration (Minutes)',
					name: 'durationMinutes',
					type: 'number',
					typeOptions: { minValue: 1 },
					default: 60,
					description: 'How long it takes, where End is empty',
				},
				{
					displayName: 'End',
					name: 'end',
					type: 'dateTime',
					default: '',
				},
				{
					displayName: 'Event ID',
					name: 'eventId',
					type: 'string',
					default: '',
					placeholder: 'e.g. 5f3a@example.com',
					description:
						'To change an event: the Message-ID of the mail that invited to it first. Leave empty for a new one.',
				},
				{
					displayName: 'Location',
					name: 'location',
					type: 'string',
					default: '',
					placeholder: 'e.g. Room 1, or https://meet.example.com/abc',
				},
				{
					displayName: 'Sequence',
					name: 'sequence',
					type: 'number',
					typeOptions: { minValue: 0 },
					default: 0,
					description: 'How often the event was changed; calendars follow the highest number',
				},
				{
					displayName: 'Start',
					name: 'start',
					type: 'dateTime',
					default: '',
					description:
						'With an offset, such as 2026-11-20T14:00+01:00, or as the clocks in the time zone show it',
				},
				{
					displayName: 'Time Zone',
					name: 'timeZone',
					type: 'string',
					default: '',
					placeholder: 'e.g. Europe/Berlin',
					description: "For a start and an end without an offset. Leave empty for the workflow's.",
				},
				{
					displayName: 'Title',
					name: 'title',
					type: 'string',
					default: '',
					placeholder: 'e.g. Kick-off',
					description: 'Leave empty for the subject of the message',
				},
			],
		},
	],
};
