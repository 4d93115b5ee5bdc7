import type { Reading } from '../../support/oracle';

/** Bytes that no encoding was said for: we take them for the charset that the message names. */
const rawBytes = 'Latin-1 without RFC 2047 encoding is read, and not replaced by U+FFFD';
const emptyPart = 'an empty part behind the HTML adds no empty lines to it';
const missingEnd =
	'a line of the outer multipart ends the inner one (RFC 2046 §5.1.2); what follows it is read';
const sameText =
	'a text in a multipart of the same or a similar boundary is read, and not called a file';
const digest =
	'the messages of a digest (RFC 2046 §5.1.5) are given as text, and not left out as files';
const doubledType =
	'the parts are found where Content-Type stands twice; the other parser gives their source as text';

/**
 * Where our reading of the corpus differs from that of mail-parser, and why ours is right or as
 * good. What is not listed here has to agree.
 */
export const differences: Record<string, Partial<Record<keyof Reading, string>>> = {
	'legacy/010.eml': { subject: rawBytes, to: rawBytes },
	'legacy/017.eml': { to: rawBytes },
	'legacy/020.eml': { subject: rawBytes, to: rawBytes },
	'legacy/022.eml': { subject: rawBytes, to: rawBytes },
	'legacy/027.eml': { subject: rawBytes, to: rawBytes },
	'legacy/032.eml': { html: emptyPart },
	'legacy/035.eml': { html: emptyPart },
	'legacy/039.eml': { html: emptyPart },
	'legacy/052.eml': { subject: rawBytes, to: rawBytes },
	'malformed/001.eml': {
		text: '`--a` belongs to a multipart that has ended, so that it is a line of the text',
	},
	'malformed/003.eml': { text: sameText },
	'malformed/006.eml': { text: sameText },
	'malformed/008.eml': { text: missingEnd, html: missingEnd },
	'malformed/009.eml': { text: missingEnd },
	'malformed/011.eml': { text: missingEnd },
	'malformed/016.eml': {
		text: 'the inner multiparts have ended with the line of the outer one; what looks like their lines is text',
	},
	'malformed/019.eml': {
		text: 'the message is several cut into each other; the HTML is given as text as well',
		html: 'a byte that is no US-ASCII is replaced by U+FFFD, and not taken for Latin-1',
	},
	'malformed/020.eml': { text: doubledType, html: doubledType },
	'malformed/021.eml': { text: doubledType, html: doubledType },
	'rfc/004.eml': { text: digest },
	'thirdparty/002.eml': {
		text: 'base64 that is none is decoded where it can be, and not given up at its first letter',
	},
	'thirdparty/005.eml': {
		text: 'a boundary in the middle of a line is text (RFC 2046 §5.1.1)',
	},
	'thirdparty/007.eml': { text: digest },
	'thirdparty/013.eml': { html: emptyPart },
};

/** The same of the names of files, as the server's BODYSTRUCTURE tells them. */
export const fileDifferences: Record<string, string> = {
	'legacy/016.eml': rawBytes,
	'legacy/023.eml': rawBytes,
	'legacy/026.eml': rawBytes,
	'thirdparty/015.eml':
		'multiparts that are not ended inside attached messages end with the line of the outer one, so that three messages are attached; the other parser reads the rest as parts of the first',
};
