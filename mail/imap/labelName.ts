/**
 * Labels of Gmail are written as folder names are, in modified UTF-7 (RFC 3501 §5.1.3), which imapflow
 * does for folders alone.
 */

export function encodedLabel(label: string): string {
	return label.replace(/&|[^ -~]+/g, (text) => (text === '&' ? '&-' : `&${shifted(text)}-`));
}

/** As people see it; one that is not written so stays as it is. */
export function decodedLabel(label: string): string {
	return label.replace(/&([A-Za-z0-9+,]*)-/g, (_all, text: string) =>
		text === '' ? '&' : unshifted(text),
	);
}

/** UTF-16BE in base64 without padding, in which `,` stands for `/`. */
function shifted(text: string): string {
	const bytes = Buffer.from(text, 'utf16le').swap16();
	return bytes.toString('base64').replace(/=+$/, '').replaceAll('/', ',');
}

function unshifted(text: string): string {
	const bytes = Buffer.from(text.replaceAll(',', '/'), 'base64');
	return bytes
		.subarray(0, bytes.length & ~1)
		.swap16()
		.toString('utf16le');
}
