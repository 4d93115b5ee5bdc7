import { createHash } from 'node:crypto';
import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { checked } from '../../shared/checked';
import { MAX_LABEL_LENGTH, MAX_MESSAGE_LENGTH } from './limits';
import { labels, text } from './parameters';
import type { Choice, Field, Question } from './question';
import { readForm } from './readForm';

/** What the reader has to see before answering. */
const shown = text.pipe(z.string().min(1, 'is empty').max(MAX_MESSAGE_LENGTH));

const label = (usual: string) =>
	z.preprocess(
		(value) => (value === '' || value === null ? undefined : value),
		text.pipe(z.string().max(MAX_LABEL_LENGTH)).default(usual),
	);
const style = (usual: Choice['style']) => z.enum(['primary', 'secondary']).default(usual);

const optionsSchema = z.object({
	approveLabel: label('Approve'),
	approveStyle: style('primary'),
	disapproveLabel: label('Decline'),
	disapproveStyle: style('secondary'),
	respondLabel: label('Respond'),
	submitLabel: label('Submit'),
});
type Labels = z.infer<typeof optionsSchema>;

const freeText: Field = {
	name: 'text',
	label: 'Your response',
	type: 'textarea',
	placeholder: '',
	required: true,
	options: [],
};

/**
 * What the node's fields ask.
 *
 * @throws EnvelopeError INVALID_FIELD
 */
export function readQuestion(
	context: IExecuteFunctions,
	itemIndex: number,
): Omit<Question, 'openUntil'> {
	const parameter = (name: string, fallback?: unknown) =>
		context.getNodeParameter(name, itemIndex, fallback);
	const { subject, message, responseType, approvalType, options } = checked(
		z.object({
			subject: shown,
			message: shown,
			responseType: z.enum(['approval', 'customForm', 'freeText']),
			approvalType: z.enum(['double', 'single']),
			options: optionsSchema,
		}),
		{
			subject: parameter('subject', ''),
			message: readMessage(context, itemIndex),
			responseType: parameter('responseType', 'approval'),
			approvalType: parameter('approvalType', 'double'),
			options: parameter('options', {}),
		},
		labels,
	);
	const id = questionId(context);
	if (responseType === 'approval') {
		return { id, subject, message, choices: approvalChoices(approvalType, options), fields: [] };
	}
	const fields = responseType === 'freeText' ? [freeText] : readForm(context, itemIndex);
	return { id, subject, message, choices: [formChoice(options)], fields };
}

/**
 * The message. Under review, n8n's own default for it says "Input: {{ $tool.parameters }}", which is
 * an object (2.40), and nobody can approve `[object Object]`.
 */
function readMessage(context: IExecuteFunctions, itemIndex: number): unknown {
	const message: unknown = context.getNodeParameter('message', itemIndex, '');
	const { toolParameters } = context.getInputData()[itemIndex]?.json ?? {};
	if (typeof message !== 'string' || typeof toolParameters !== 'object') return message;
	return message.replaceAll('[object Object]', () => JSON.stringify(toolParameters, null, 2));
}

function approvalChoices(type: 'single' | 'double', options: Labels): Choice[] {
	const { approveLabel, approveStyle, disapproveLabel, disapproveStyle } = options;
	const choices: Choice[] = [
		{ value: 'approve', label: approveLabel, linkLabel: approveLabel, style: approveStyle },
		{
			value: 'disapprove',
			label: disapproveLabel,
			linkLabel: disapproveLabel,
			style: disapproveStyle,
		},
	];
	return type === 'double' ? choices : choices.slice(0, 1);
}

function formChoice({ submitLabel, respondLabel }: Labels): Choice {
	return { value: 'submit', label: submitLabel, linkLabel: respondLabel, style: 'primary' };
}

/** The same again when n8n repeats a run that failed; another in each round of a loop. */
function questionId(context: IExecuteFunctions): string {
	const { $runIndex } = context.getWorkflowDataProxy(0);
	const { id, name } = context.getNode();
	const run = [context.getExecutionId(), id, name, $runIndex];
	return createHash('sha256').update(JSON.stringify(run)).digest('hex').slice(0, 32);
}
