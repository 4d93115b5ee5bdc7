import { EnvelopeError } from '../errors';

/** RFC 3501 §9, atom: printable ASCII but `( ) { % * " \ ]` and the space. */
const atom = /^[!#$&'+-[^-z|}~]{1,100}$/;

/**
 * System flags that may be set. Not `\Deleted`, with which the next EXPUNGE of any program takes the
 * message away for good, nor `\Draft`, which makes it one that can be sent.
 */
const settable = ['\\Seen', '\\Answered', '\\Flagged'];

/** The flags of a message without \Recent, which is the session's (RFC 3501 §2.3.2). */
export function lastingFlags(flags: Iterable<string> = []): string[] {
	return [...flags].filter((flag) => flag.toLowerCase() !== '\\recent');
}

/**
 * A keyword as it can be written into a command.
 *
 * @throws EnvelopeError INVALID_FIELD
 */
export function keyword(name: string): string {
	if (atom.test(name)) return name;
	throw refused(name, 'Use letters, digits, "-", "_" and "$" alone, such as $Processed.');
}

/**
 * A flag that may be put on a message: `\Seen`, `\Answered`, `\Flagged` in any case, or a keyword.
 *
 * @throws EnvelopeError INVALID_FIELD
 */
export function settableFlag(name: string): string {
	if (!name.startsWith('\\')) return keyword(name);
	const flag = settable.find((one) => one.toLowerCase() === name.toLowerCase());
	if (flag !== undefined) return flag;
	if (/^\\deleted$/i.test(name)) throw refused(name, 'Move the message to \\Trash instead.');
	throw refused(name, `Use one of ${settable.join(', ')}, or a keyword such as $Processed.`);
}

function refused(name: string, remedy: string): EnvelopeError {
	const what = `"${name.slice(0, 100)}" cannot be put on a message as a flag`;
	return new EnvelopeError('INVALID_FIELD', what, { phase: 'fetch', remedy });
}
