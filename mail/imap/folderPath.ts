import { EnvelopeError } from '../errors';
import type { Connection } from './connection';

/** Characters of a path; servers take some 250 bytes for each part of it. */
export const MAX_PATH_LENGTH = 1_000;

/**
 * The path of a folder of one's own, as the server writes it: below the personal namespace (RFC 2342), as
 * many servers keep all folders inside the inbox, and with the server's separator for `/`.
 *
 * @param name as a person writes it, such as `Orders/2026`; the server's own path is one, too, also of a
 * folder of others
 * @throws EnvelopeError INVALID_FIELD for a name that cannot be one
 */
export function personalPath(connection: Connection, name: string): string {
	const { prefix, delimiter } = personalNamespace(connection);
	const trimmed = name.trim();
	if (/\p{Cc}/u.test(trimmed)) throw refused(name, 'Leave out line breaks and control characters.');
	if (trimmed.length > MAX_PATH_LENGTH) throw refused(name, 'Use a shorter name.');
	const path = delimiter ? trimmed.replaceAll('/', delimiter) : trimmed;
	const parts = delimiter ? path.split(delimiter) : [path];
	if (parts.some((part) => part.trim() === '')) {
		throw refused(name, 'Write the folders above it and its own name with one / between them.');
	}
	const isWhole = path.startsWith(prefix) || /^inbox$/i.test(path) || isOfOthers(connection, path);
	return isWhole ? path : prefix + path;
}

/** Where the folders of the mailbox itself are; the prefix ends with the delimiter, if there are both. */
export function personalNamespace({ namespaces }: Connection): {
	prefix: string;
	delimiter: string;
} {
	const [personal] = namespaces?.personal ?? [];
	return { prefix: personal?.prefix ?? '', delimiter: personal?.delimiter ?? '' };
}

/** Whether a folder belongs to another user, or to all (RFC 2342), and is not for our own mail. */
export function isOfOthers({ namespaces }: Connection, path: string): boolean {
	const spaces = [namespaces?.other, namespaces?.shared].flatMap((some) => some || []);
	return spaces.some(({ prefix }) => prefix !== '' && path.startsWith(prefix));
}

function refused(name: string, remedy: string): EnvelopeError {
	const what = `"${name.slice(0, 200)}" cannot be the name of a folder`;
	return new EnvelopeError('INVALID_FIELD', what, { phase: 'folder', remedy });
}
