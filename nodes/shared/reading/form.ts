import type { IDataObject } from 'n8n-workflow';
import type { Message } from '../../../mail/message/model';
import type { OutputForm, OutputSettings } from './output';

/** What is left out of the simplified form. */
const ofFullOnly = ['html', 'headers'];

/** What tells one message from another, where the rest is in its file. */
const ofRaw = [
	...['id', 'uid', 'folder', 'messageId', 'subject', 'from', 'date', 'receivedAt'],
	...['size', 'flags', 'kind'],
];

const isIn: Record<OutputForm, (key: string) => boolean> = {
	simplified: (key) => !ofFullOnly.includes(key),
	full: () => true,
	raw: (key) => ofRaw.includes(key),
};

/** What is cut to the length that the user wants. */
const texts = ['text', 'reply'];

/** The fields of a message that a form has, its texts no longer than wanted. */
export function formOf(message: Message, { form, maxTextLength }: OutputSettings): IDataObject {
	const fields: IDataObject = { ...message };
	const truncated = new Set(message.truncated);
	for (const key of texts) {
		const text = fields[key];
		if (typeof text !== 'string' || text.length <= maxTextLength) continue;
		fields[key] = beginningOf(text, maxTextLength);
		truncated.add(key);
	}
	fields.truncated = [...truncated];
	return Object.fromEntries(Object.entries(fields).filter(([key]) => isIn[form](key)));
}

/** Not with half a character at its end. */
function beginningOf(text: string, length: number): string {
	return text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');
}
