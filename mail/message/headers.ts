import { EnvelopeError } from '../errors';
import { headerText } from './headerText';
import type { OutgoingMessage } from './outgoing';

/** No standard has them, all mail programs read one of them; nodemailer's composer writes none. */
export function priorityHeaders(priority: OutgoingMessage['priority']) {
	if (priority === 'normal') return [];
	const [number, importance] =
		priority === 'high' ? ['1 (Highest)', 'High'] : ['5 (Lowest)', 'Low'];
	return [
		{ key: 'X-Priority', value: number },
		{ key: 'Importance', value: importance },
	];
}

/** RFC 5322 §2.2: printable ASCII without the colon. */
const fieldName = /^[\x21-\x39\x3b-\x7e]+$/;

/** Fields that have a place of their own, or belong to the servers on the way. */
const reserved =
	/^(from|sender|reply-to|to|cc|bcc|subject|date|message-id|in-reply-to|references|mime-version|content-.*|received|return-path|resent-.*|dkim-signature|arc-.*|list-unsubscribe|list-unsubscribe-post|authentication-results)$/i;

/**
 * A header field of the user's own, for nodemailer.
 *
 * @throws EnvelopeError INVALID_FIELD
 */
export function customHeader({ name, value }: { name: string; value: string }) {
	headerText('The name of a header', name);
	if (!fieldName.test(name)) {
		throw refused(`"${name}" cannot be the name of a header`, 'Use letters, digits and hyphens.');
	}
	if (reserved.test(name)) {
		throw refused(
			`The header ${name} cannot be set by hand`,
			'Use its own field, or leave it to Envelope and the mail servers.',
		);
	}
	// A string, never an object: nodemailer writes { prepared: true } out unescaped.
	return { key: name, value: headerText(`The header ${name}`, value) };
}

function refused(what: string, remedy: string): EnvelopeError {
	return new EnvelopeError('INVALID_FIELD', what, { phase: 'compose', remedy });
}
