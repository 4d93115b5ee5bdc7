/** A line of the header as it stands there, folded or not; the key in lower case. */
export interface HeaderLine {
	key: string;
	line: string;
}

/** Characters of one field that are looked at, many times what a line may have (RFC 5322 §2.1.1). */
const MAX_FIELD_LENGTH = 20_000;

/** What a field says, unfolded (RFC 5322 §2.2.3), with its comments. */
export function fieldValue({ line }: HeaderLine): string {
	return line
		.slice(line.indexOf(':') + 1, MAX_FIELD_LENGTH)
		.replace(/[\r\n]+/g, ' ')
		.trim();
}

/** The values of all fields of a name, from the top. */
export function fieldsNamed(lines: readonly HeaderLine[], name: string): string[] {
	return lines.filter(({ key }) => key === name).map(fieldValue);
}
