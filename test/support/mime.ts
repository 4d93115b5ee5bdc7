const CRLF = '\r\n';

/** Base64 in lines of 76 characters (RFC 2045 §6.8). */
export function base64Lines(bytes: Buffer | string): string {
	return (
		Buffer.from(bytes)
			.toString('base64')
			.match(/.{1,76}/g) ?? []
	).join(CRLF);
}

/** A MIME entity: its header lines and its body. */
export function part(headers: string[], body: string): string {
	return [...headers, '', body].join(CRLF);
}

/** A file as a part, in base64. */
export function filePart(
	name: string,
	type: string,
	bytes: Buffer,
	headers = [`Content-Disposition: attachment; filename="${name}"`],
): string {
	return part(
		[`Content-Type: ${type}; name="${name}"`, 'Content-Transfer-Encoding: base64', ...headers],
		base64Lines(bytes),
	);
}

/** The header lines and the body of a multipart entity. */
export function multipart(subtype: string, boundary: string, ...parts: string[]) {
	return {
		headers: ['MIME-Version: 1.0', `Content-Type: multipart/${subtype}; boundary="${boundary}"`],
		body: [...parts.flatMap((each) => [`--${boundary}`, each]), `--${boundary}--`, ''].join(CRLF),
	};
}
