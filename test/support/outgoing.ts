import { newMessageId } from '../../mail/message/messageId';
import type { Invitation, OutgoingMessage } from '../../mail/message/outgoing';
import { alice, bob } from './account';

/** A short text from Alice to Bob, but for what the test is about. */
export function outgoing(changes: Partial<OutgoingMessage> = {}): OutgoingMessage {
	return {
		messageId: newMessageId(alice),
		date: new Date('2026-11-20T12:00:00Z'),
		from: { name: 'Alice', address: alice },
		replyTo: [],
		to: [{ name: '', address: bob }],
		cc: [],
		bcc: [],
		subject: 'Hello',
		text: 'How are you?',
		attachments: [],
		headers: [],
		priority: 'normal',
		...changes,
	};
}

/** An hour in December, but for what the test is about. */
export function invitation(changes: Partial<Invitation> = {}): Invitation {
	return {
		title: 'Kick-off',
		start: new Date('2026-12-01T09:00:00Z'),
		end: new Date('2026-12-01T10:00:00Z'),
		location: 'Room 1',
		description: 'Agenda',
		eventId: '',
		sequence: 0,
		...changes,
	};
}
