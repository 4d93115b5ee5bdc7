import type { INodeProperties } from 'n8n-workflow';

/** A meeting that goes with the message. */
export const invitationOption: INodeProperties = {
	displayName: 'Invitation',
	name: 'invitation',
	type: 'fixedCollection',
	// n8n's editor takes an empty one away again, unless it says that there is one at most.
	typeOptions: { multipleValues: false },
	default: { event: {} },
	placeholder: 'Add Event',
	description:
		'An event to which the recipients in To and CC are invited; their calendars show buttons to accept and decline, and the answers come to the sender by mail',
	options: [
		{
			displayName: 'Event',
			name: 'event',
			// In the order in which an event is thought of, not by name.
			// eslint-disable-next-line n8n-nodes-base/node-param-fixed-collection-type-unsorted-items -- as above
			values: [
				{
					displayName: 'Title',
					name: 'title',
					type: 'string',
					default: '',
					placeholder: 'e.g. Kick-off',
					description: 'Leave empty for the subject of the message',
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
					displayName: 'End',
					name: 'end',
					type: 'dateTime',
					default: '',
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
					displayName: 'Time Zone',
					name: 'timeZone',
					type: 'string',
					default: '',
					placeholder: 'e.g. Europe/Berlin',
					description: "For a start and an end without an offset. Leave empty for the workflow's.",
				},
				{
					displayName: 'Location',
					name: 'location',
					type: 'string',
					default: '',
					placeholder: 'e.g. Room 1',
				},
				{
					displayName: 'Description',
					name: 'description',
					type: 'string',
					typeOptions: { rows: 3 },
					default: '',
					placeholder: 'e.g. Agenda: budget, dates',
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
					displayName: 'Change Number',
					name: 'sequence',
					type: 'number',
					typeOptions: { minValue: 0 },
					default: 0,
					description: 'How often the event was changed; calendars follow the highest number',
				},
			],
		},
	],
};
