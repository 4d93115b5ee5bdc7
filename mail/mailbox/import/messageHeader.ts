import { EnvelopeError } from '../../errors';
import { bounded } from '../../message/bounded';
import { MAX_HEADER_BYTES } from '../../message/limits';

/** RFC 5322 §2.2: a name of printable ASCII, and a colon; some programs write a space before it. */
const fieldLine = /^[\x21-\x39\x3b-\x7e]+[ \t]*:/;

/** Of these every message has one, and hardly anything else does. */
const usual =
	/^(from|to|cc|subject|date|message-id|received|return-path|delivered-to|sender|mime-version|content-type)[ \t]*:/im;

/**
 * The header of the bytes of a message.
 *
 * @throws EnvelopeError INVALID_FIELD where they do not look like one
 */
export function messageHeader(bytes: Buffer): Buffer {
	const { header } = bounded(bytes.subarray(0, MAX_HEADER_BYTES));
	const text = header.toString('latin1');
	if (fieldLine.test(text) && usual.test(text)) return header;
	const what =
		bytes.length === 0
			? 'The file is empty'
			: 'The file does not begin with the header of a message';
	throw new EnvelopeError('INVALID_FIELD', what, { phase: 'append', remedy: remedyFor(text) });
}

function remedyFor(text: string): string {
	// The line before each message of an mbox file.
	if (/^From \S/.test(text)) return 'Take the messages out of the mbox file and import each.';
	return 'Give an .eml file: header fields such as From and Date, an empty line, and the text.';
}
