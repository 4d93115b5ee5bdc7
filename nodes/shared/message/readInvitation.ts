import type { IExecuteFunctions } from 'n8n-workflow';
import { EnvelopeError } from '../../../mail/errors';
import { eventTime } from '../../../mail/message/content/eventTime';
import type { Invitation } from '../../../mail/message/outgoing';
import type { MessageSettings } from './messageSettings';

/** The event of the option Invitation, where there is one. @throws EnvelopeError INVALID_FIELD */
export function readInvitation(
	context: IExecuteFunctions,
	{ invitation: event }: MessageSettings,
): Invitation | undefined {
	if (!event) return undefined;
	const { title, location, description, eventId, sequence } = event;
	const timeZone = event.timeZone.trim() || context.getTimezone();
	const start = eventTime('Start', event.start, timeZone);
	const end =
		event.end === ''
			? new Date(start.getTime() + event.durationMinutes * 60_000)
			: eventTime('End', event.end, timeZone);
	if (end <= start) {
		throw new EnvelopeError('INVALID_FIELD', 'The event of the invitation ends before it starts', {
			phase: 'compose',
			remedy: 'Correct Start, End or Duration.',
		});
	}
	return { title, location, description, eventId, sequence, start, end };
}
