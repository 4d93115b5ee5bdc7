import { brokenCharsets, emptyMessages, largeMessages, truncatedMessages } from './broken';
import { continuationFloods, largeHeader, linkFloods, recipientFloods } from './floods';
import type { Bombs } from './messages';
import { manyParts, nestedHtml, nestedMime } from './nested';

/** Messages that strangers may send to stop whoever reads them, by kind. */
export const bombs: Record<string, Bombs> = {
	'nested HTML': nestedHtml,
	'nested MIME': nestedMime,
	'100,000 parts': manyParts,
	'1 MB header': largeHeader,
	'RFC 2231 continuations': continuationFloods,
	'link flood': linkFloods,
	'recipient flood': recipientFloods,
	'broken charset': brokenCharsets,
	truncated: truncatedMessages,
	empty: emptyMessages,
	large: largeMessages,
};
