import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { MAX_TEXT_LENGTH } from '../../../mail/message/limits';
import type { Message } from '../../../mail/message/model';
import { whole } from '../given';
import { textOption } from './output';

/** Characters of a text that a model gets unless it is told otherwise. */
const MODEL_TEXT_LENGTH = 20_000;

export const textLengthOption: INodeProperties = {
	...textOption,
	description:
		'Where text and reply are cut; the field truncated names what was cut, and notes say how to read on. Without this option it is 200,000, and 20,000 for an AI agent.',
};

/** Which part of a long text is given out, so that it can be read page by page. */
export const textRangeOptions: INodeProperties[] = [
	textLengthOption,
	{
		displayName: 'Start of Text (Characters)',
		name: 'textFrom',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: MAX_TEXT_LENGTH },
		default: 0,
		description: 'Characters of the text to skip, to read on where a long one was cut',
	},
];

/** @param forModel whether an agent called */
export const textRangeShape = (forModel: boolean) => ({
	maxTextLength: whole(1, MAX_TEXT_LENGTH, forModel ? MODEL_TEXT_LENGTH : MAX_TEXT_LENGTH),
	textFrom: whole(0, MAX_TEXT_LENGTH, 0),
});

/** The message with its text from there on; the reply is at its beginning. */
export function textFrom(message: Message, from: number): Message {
	return from === 0 ? message : { ...message, text: message.text.slice(from), reply: '' };
}

/**
 * What is to be said of a text that was cut.
 *
 * @param whole the message before it was
 * @param shown its item's json
 */
export function readOn(
	whole: Message,
	shown: IDataObject,
	from: number,
): { textLength?: number; notes?: string[] } {
	if (typeof shown.text !== 'string') return {};
	const { length } = whole.text;
	const next = from + shown.text.length;
	const notes: string[] = [];
	if (from > 0 && from >= length) {
		notes.push(`The text ends at character ${length}: there is nothing from ${from} on.`);
	} else if (next < length) {
		notes.push(
			`These are the characters ${from} to ${next} of ${length} of the text: get the message again with Start of Text (textFrom) ${next} to read on.`,
		);
	}
	if (next >= length && whole.truncated.includes('text')) {
		notes.push('The message has more text than is read here: get it with the output Raw.');
	}
	return notes.length > 0 ? { textLength: length, notes } : {};
}
