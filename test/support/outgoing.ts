import { newMessageId } from '../../mail/message/messageId';
import type { OutgoingMessage } from '../../mail/message/outgoing';
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
