import { randomUUID } from 'node:crypto';
import { MAX_REFERENCES, MAX_TOKEN_LENGTH } from './limits';

/**
 * A new Message-ID (RFC 5322 §3.6.4) with angle brackets, in the sender's domain.
 *
 * @param address the sender's, its domain in ASCII
 * @param name what stands before the domain
 */
export function newMessageId(address: string, name: string = randomUUID()): string {
	return `<${name}@${address.slice(address.lastIndexOf('@') + 1)}>`;
}

/** The Message-IDs in a References or In-Reply-To field, with angle brackets; none with controls. */
export function messageIdsIn(text: string): string[] {
	return (text.match(/<[^<>\s\p{Cc}]+>/gu) ?? []).filter(
		({ length }) => length <= MAX_TOKEN_LENGTH,
	);
}

/**
 * References with the middle left out where there are too many: the first names the conversation,
 * the last ones the place in it (as RFC 5537 §3.4.4 shortens them).
 */
export function shortened(references: string[]): string[] {
	if (references.length <= MAX_REFERENCES) return references;
	return [...references.slice(0, 1), ...references.slice(1 - MAX_REFERENCES)];
}
