import { randomUUID } from 'node:crypto';

/**
 * A new Message-ID (RFC 5322 §3.6.4) with angle brackets, in the sender's domain.
 *
 * @param address the sender's, its domain in ASCII
 */
export function newMessageId(address: string): string {
	return `<${randomUUID()}@${address.slice(address.lastIndexOf('@') + 1)}>`;
}

/** The Message-IDs in a References or In-Reply-To field, with angle brackets. */
export function messageIdsIn(text: string): string[] {
	return text.match(/<[^<>\s]+>/g) ?? [];
}
