import { conditionsOf } from './conditions';

/**
 * What a message has to be; all of it at once, and any message where nothing is given. Texts are
 * found anywhere in a field, whatever their case (RFC 3501 §6.4.4); some servers, such as Gmail's,
 * find whole words alone.
 */
export interface Filter {
	from?: string;
	/** In To, Cc or Bcc: a person asks whom a message was sent to, not in which field that stood. */
	to?: string;
	cc?: string;
	bcc?: string;
	subject?: string;
	/** In the header or in the text. */
	text?: string;
	/** In what comes after the header. */
	body?: string;
	/** Without a value: that the message has such a field at all. */
	headers?: { name: string; value: string }[];
	/** When the server got it (INTERNALDATE), to the second. */
	since?: Date;
	/** The same; what came at this time does not fit. */
	before?: Date;
	/** Bytes, of the whole message. */
	largerThan?: number;
	smallerThan?: number;
	/** Pictures that are shown inside the HTML are no attachments. False: without any. */
	hasAttachment?: boolean;
	seen?: boolean;
	flagged?: boolean;
	answered?: boolean;
	keyword?: string;
	withoutKeyword?: string;
	/** As it is typed into Gmail's search box; on other servers it is an error. */
	gmailQuery?: string;
	/** One of these at least has to fit, each of them whole. */
	anyOf?: Filter[];
	/** None of these may fit as a whole. */
	noneOf?: Filter[];
}

/**
 * Whether any message fits.
 *
 * @throws EnvelopeError INVALID_FIELD for a filter that cannot be searched by
 */
export function isEmpty(filter: Filter): boolean {
	return conditionsOf(filter).length === 0;
}
