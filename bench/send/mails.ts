import { prose } from '../support/prose';

/** The fields of one message; for a node they are the json of an item. */
export interface Mail {
	to: string;
	text: string;
	html: string;
}

/** Of all of them, as a mailing has it. */
export const SUBJECT = 'Your order is on its way';

const KILOBYTE = 1024;

/** Messages of 2 to 25 KB in turn, as text and as HTML; the same at each call. */
export function mixedMails(count: number): Mail[] {
	return Array.from({ length: count }, (_, index) => {
		const bytesEach = ((2 + (index % 24)) * KILOBYTE) / 2;
		return {
			to: `Customer ${index} <customer${index}@example.test>`,
			...prose(bytesEach),
		};
	});
}
