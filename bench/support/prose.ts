const paragraph =
	'Thank you for your order: it left our warehouse in Zürich this morning and is on its way. ' +
	'The parcel will be with you within two working days; questions are answered by a person. ';

/** What people write, as text and as HTML. */
export function prose(bytesEach: number): { text: string; html: string } {
	return {
		text: repeated(`${paragraph}\n\n`, bytesEach),
		html: `<html><body>${repeated(`<p>${paragraph}</p>\n`, bytesEach)}</body></html>`,
	};
}

function repeated(piece: string, bytes: number): string {
	return piece.repeat(Math.ceil(bytes / Buffer.byteLength(piece)));
}
