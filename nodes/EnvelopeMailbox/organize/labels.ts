import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { checked } from '../../shared/checked';
import { listOf } from '../../shared/given';

export const labelsField: INodeProperties = {
	displayName: 'Labels',
	name: 'labels',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. Customers, Invoiced',
	description:
		'Labels of Gmail, with commas between them; on other servers keywords, which are words of letters, digits, "-", "_" and "$"',
};

/** A few words; each is a command's worth of answers. */
const MAX_LABELS = 50;

const settings = z.object({
	labels: listOf(/[,\r\n]+/).pipe(
		z
			.array(z.string())
			.min(1, 'name at least one label')
			.max(MAX_LABELS, `at most ${MAX_LABELS} labels can be named`),
	),
});

/** @throws EnvelopeError INVALID_FIELD */
export function readLabels(context: IExecuteFunctions, itemIndex: number): string[] {
	const given = { labels: context.getNodeParameter('labels', itemIndex, '') };
	return checked(settings, given, { labels: 'Labels' }).labels;
}
