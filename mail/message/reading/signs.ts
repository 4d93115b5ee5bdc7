import type { MailAddress } from '../address';
import type { HeaderLine } from './field';

/** The Content-Type of a part; its type and the names of its parameters are in lower case. */
export interface PartType {
	type: string;
	parameters: Partial<Record<string, string>>;
}

/** What the kind of a message is seen by. */
export interface Signs {
	headerLines: readonly HeaderLine[];
	/** Of the message itself first, then of its parts as far as they are known. */
	parts: readonly PartType[];
	from: readonly MailAddress[];
	subject: string;
	text: string;
}

/** The kind of report that a message says it is (RFC 6522); empty where it is none or does not say. */
export function reportType(parts: readonly PartType[]): string {
	const [whole] = parts;
	if (whole?.type !== 'multipart/report') return '';
	return whole.parameters['report-type']?.toLowerCase() ?? '';
}
