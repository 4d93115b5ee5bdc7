import { eml } from '../eml';
import { multipart, part } from '../mime';

export const CRLF = '\r\n';

/** Bombs of one kind, by name. */
export type Bombs = Record<string, () => string | Buffer>;

export const many = (count: number, one: (index: number) => string) =>
	Array.from({ length: count }, (_, index) => one(index));

export const mime = (type: string, ...more: string[]) => [
	'MIME-Version: 1.0',
	`Content-Type: ${type}`,
	...more,
];

export const html = (body: string) => eml({ headers: mime('text/html; charset=utf-8'), body });

export const text = (body: string, ...headers: string[]) => eml({ headers, body });

/** A message with these fields before its empty line. */
export const flood = (fields: string[]) => eml({ headers: fields, body: 'the text' });

/** A message of a text and many parts alike. */
export function parts(count: number, headers: string[], body: string): string {
	return eml(
		multipart(
			'mixed',
			'b',
			part(['Content-Type: text/plain'], 'the text'),
			...many(count, () => part(headers, body)),
		),
	);
}
