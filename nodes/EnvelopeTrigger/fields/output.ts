import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { checked } from '../../shared/checked';

export const outputField: INodeProperties = {
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
	displayOptions: { hide: { event: ['messageGone'] } },
};

/** How much of a message is given out. */
export type OutputForm = 'simplified' | 'full' | 'raw';

const schema = z.enum(['simplified', 'full', 'raw'], {
	error: 'Output must be simplified, full or raw',
});

/** @throws EnvelopeError INVALID_FIELD */
export function readForm(value: unknown): OutputForm {
	return checked(schema, value);
}
