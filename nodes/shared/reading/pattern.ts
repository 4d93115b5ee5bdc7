/**
 * Whether a text fits a pattern in which `*` stands for anything; capitals do not matter. In the
 * time of one look over the text, whatever the pattern: a regular expression made from one with
 * many `*` would take for ever.
 */
export function matches(pattern: string, text: string): boolean {
	const [first = '', ...rest] = pattern.toLowerCase().split('*');
	const name = text.toLowerCase();
	const last = rest.pop();
	if (last === undefined) return name === first;
	if (!name.startsWith(first) || !name.endsWith(last)) return false;
	let from = first.length;
	for (const piece of rest) {
		const at = name.indexOf(piece, from);
		if (at < 0) return false;
		from = at + piece.length;
	}
	return from <= name.length - last.length;
}
