import type { MailAddress } from '../address';
import { MAX_HEADER_BYTES } from '../limits';
import { fieldsNamed, type HeaderLine } from './field';
import { type Kind, kindOf } from './kind';
import type { PartType } from './signs';

/**
 * The kind of a message as far as its header tells: an invitation among other parts, and a report in
 * words, are seen in the whole message alone.
 *
 * @param header with the fields of kindFields
 */
export function headerKind(
	header: Buffer,
	{ from, subject }: { from: MailAddress[]; subject: string },
): Kind {
	const headerLines = linesOf(header);
	const parts = fieldsNamed(headerLines, 'content-type').slice(-1).map(typeOf);
	return kindOf({ headerLines, parts, from, subject, text: '' });
}

function linesOf(header: Buffer): HeaderLine[] {
	return header
		.toString('latin1', 0, MAX_HEADER_BYTES)
		.split(/\r?\n(?![ \t])/)
		.map((line) => ({ key: line.split(':', 1)[0]?.trim().toLowerCase() ?? '', line }));
}

/** Of the parameters (RFC 2045 §5.1) those that say what a message is. */
function typeOf(field: string): PartType {
	const [, type = ''] = /^([\w.+-]+\/[\w.+-]+)/.exec(field) ?? [];
	const parameters: PartType['parameters'] = {};
	for (const name of ['report-type', 'method']) {
		const [, value] = new RegExp(`;\\s*${name}\\s*=\\s*"?([\\w-]+)`, 'i').exec(field) ?? [];
		if (value !== undefined) parameters[name] = value;
	}
	return { type: type.toLowerCase(), parameters };
}
