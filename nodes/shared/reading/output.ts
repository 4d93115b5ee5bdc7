import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { MAX_TEXT_LENGTH } from '../../../mail/message/limits';
import { checked } from '../checked';
import { whole } from '../given';
import type { FileSettings } from './fileOptions';

/** How much of a message is given out. */
export type OutputForm = 'simplified' | 'full' | 'raw';

/** How a message becomes an item. */
export interface OutputSettings {
	form: OutputForm;
	/** Characters of `text` and of `reply`. */
	maxTextLength: number;
	/** Undefined where no attachment is downloaded. */
	files?: FileSettings;
}

/** @param displayOptions where the field is shown */
export function outputField(displayOptions: INodeProperties['displayOptions']): INodeProperties {
	return {
		displayName: 'Output',
		name: 'output',
		type: 'options',
		options: [
			{
				name: 'Full',
				value: 'full',
				description: 'With the HTML and all header fields, too',
			},
			{
				name: 'Raw',
				value: 'raw',
				description:
					'The message as it came, byte by byte, as the binary field message (.eml), with little beside it',
			},
			{
				name: 'Simplified',
				value: 'simplified',
				description: 'Sender, recipients, subject, text and what else most workflows need',
			},
		],
		default: 'simplified',
		description: 'How much of a message the workflow gets',
		displayOptions,
	};
}

const schema = z.enum(['simplified', 'full', 'raw'], {
	error: 'Output must be simplified, full or raw',
});

/** @throws EnvelopeError INVALID_FIELD */
export function readForm(value: unknown): OutputForm {
	return checked(schema, value);
}

export const textOption: INodeProperties = {
	displayName: 'Longest Text (Characters)',
	name: 'maxTextLength',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: MAX_TEXT_LENGTH },
	default: 20_000,
	description:
		'Where text and reply are cut, for example for a model; the field truncated names what was cut. Without this option it is 200,000.',
};

export const textShape = { maxTextLength: whole(1, MAX_TEXT_LENGTH, MAX_TEXT_LENGTH) };
