/** The fields of one message; for a node they are the json of an item. */
export interface Mail {
	to: string;
	text: string;
	html: string;
}

/** Of all of them, as a mailing has it. */
export const SUBJECT = 'Your order is on its way';

const KILOBYTE = 1024;
const paragraph =
	'Thank you for your order: it left our warehouse in Zürich this morning and is on its way. ' +
	'The parcel will be with you within two working days; questions are answered by a person. ';

/** Messages of 2 to 25 KB in turn, as text and as HTML; the same at each call. */
export function mixedMails(count: number): Mail[] {
	return Array.from({ length: count }, (_, index) => {
		const bytesEach = ((2 + (index % 24)) * KILOBYTE) / 2;
		return {
			to: `Customer ${index} <customer${index}@example.test>`,
			text: repeated(`${paragraph}\n\n`, bytesEach),
			html: `<html><body>${repeated(`<p>${paragraph}</p>\n`, bytesEach)}</body></html>`,
		};
	});
}

function repeated(piece: string, bytes: number): string {
	return piece.repeat(Math.ceil(bytes / Buffer.byteLength(piece)));
}
