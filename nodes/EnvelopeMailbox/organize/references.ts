import { z } from 'zod';
import { jsonIn } from '../../../mail/message/jsonIn';
import { picked } from '../../shared/picked';

/** Messages of one run. */
export const MAX_MESSAGES = 1_000;

/**
 * Where one message ends and another begins in a text: at the end of a line, and at a comma before what
 * is a handle or a Message-ID in angle brackets, for names of folders hold commas, too.
 */
const betweenMessages = /[\r\n]+|[,;]\s*(?=\d{1,10}\.\d{1,10}\.|<)/;

/** A handle, or a Message-ID in angle brackets; in what is neither, a comma stands between Message-IDs. */
const isWhole = /^\d{1,10}\.\d{1,10}\.|</;

/** IDs and Message-IDs in a text. */
export function referencesIn(text: string): string[] {
	return text
		.split(betweenMessages)
		.map((piece) => piece.replace(/[,;]\s*$/, '').trim())
		.flatMap((piece) => (isWhole.test(piece) ? piece : piece.split(/[,;\s]+/)))
		.filter((piece) => piece !== '');
}

/** What expressions and models give for messages: texts, objects that have an id, and lists of these. */
const given = z.unknown().transform((value, issue) => {
	const references = flattened(value);
	if (references) return [...new Set(references)];
	issue.addIssue(
		'must be the id of a message, such as 42.1700000000.INBOX, or several, as text or as a list',
	);
	return z.NEVER;
});

/** The messages that a field names, each once. */
export const references = given.pipe(
	z
		.array(z.string())
		.min(1, 'name at least one message: its id, such as 42.1700000000.INBOX, or its Message-ID')
		.max(MAX_MESSAGES, `at most ${MAX_MESSAGES} messages can be named at once`),
);

/** @returns undefined for what names no message */
function flattened(value: unknown): string[] | undefined {
	const chosen = picked(value);
	if (chosen === null || chosen === undefined) return [];
	if (typeof chosen === 'string') {
		const json = jsonIn(chosen);
		return json === undefined ? referencesIn(chosen) : flattened(json);
	}
	if (Array.isArray(chosen)) {
		const each = chosen.map((one: unknown) =>
			typeof one === 'string' ? whole(one) : flattened(one),
		);
		return each.some((one) => one === undefined) ? undefined : each.flatMap((one) => one ?? []);
	}
	if (typeof chosen !== 'object') return undefined;
	if ('id' in chosen && typeof chosen.id === 'string') return whole(chosen.id);
	if ('messages' in chosen && Array.isArray(chosen.messages)) return flattened(chosen.messages);
	return undefined;
}

/** What is an entry of a list is one message. */
function whole(text: string): string[] {
	return text.trim() === '' ? [] : [text.trim()];
}
