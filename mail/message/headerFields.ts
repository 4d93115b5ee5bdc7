/**
 * The fields of a header as they are written, each with its folded lines.
 *
 * @param header as latin1, so that every byte stays
 * @returns each ends with CRLF; lines that are no field are left out
 */
export function fieldsIn(header: string): string[] {
	return header
		.split(/\r?\n(?![ \t])/)
		.filter((field) => nameOf(field) !== '')
		.map((field) => `${field.replace(/\r?\n/g, '\r\n')}\r\n`);
}

/** The name of a field in lower case; '' where the text is no field (RFC 5322 §2.2). */
export function nameOf(field: string): string {
	return (/^([\x21-\x39\x3b-\x7e]{1,200})[ \t]*:/.exec(field)?.[1] ?? '').toLowerCase();
}

/** What a field says, in one line; encoded words stay as they are. */
export function valueOf(field: string): string {
	return field
		.slice(field.indexOf(':') + 1)
		.replace(/\r?\n/g, '')
		.trim();
}

/** The values of the fields with a name, from the top. */
export function valuesOf(fields: string[], name: string): string[] {
	return fields.filter((field) => nameOf(field) === name).map(valueOf);
}

/**
 * The fields with some of them replaced: what is new stands where the first of the old ones did, or
 * at the end.
 *
 * @param changes by name in lower case, whole fields; none of a name takes it out
 */
export function withFields(fields: string[], changes: ReadonlyMap<string, string[]>): string[] {
	const left = new Map(changes);
	const changed = fields.flatMap((field) => {
		const name = nameOf(field);
		if (!changes.has(name)) return [field];
		const added = left.get(name) ?? [];
		left.delete(name);
		return added;
	});
	return [...changed, ...[...left.values()].flat()];
}
