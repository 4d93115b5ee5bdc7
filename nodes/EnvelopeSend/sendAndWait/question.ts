import type { IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';
import { z } from 'zod';

export const fieldTypes = [
	'checkbox',
	'date',
	'dropdown',
	'email',
	'number',
	'radio',
	'text',
	'textarea',
] as const;

const field = z.object({
	/** The key of its answer in the output. */
	name: z.string(),
	label: z.string(),
	type: z.enum(fieldTypes),
	placeholder: z.string(),
	required: z.boolean(),
	/** What can be chosen; empty for the types that take text. */
	options: z.array(z.string()),
});
export type Field = z.infer<typeof field>;

const choice = z.object({
	value: z.enum(['approve', 'disapprove', 'submit']),
	/** On the page's button. */
	label: z.string(),
	/** On the mail's button, which leads to the page. */
	linkLabel: z.string(),
	style: z.enum(['primary', 'secondary']),
});
export type Choice = z.infer<typeof choice>;

const question = z.object({
	/** Different for each question, so that the links of one do not answer the next. */
	id: z.string(),
	subject: z.string(),
	message: z.string(),
	/** At least one; a form has one only, `submit`. */
	choices: z.array(choice),
	/** Empty for an approval. */
	fields: z.array(field),
	/** Until when it can be answered, in words; empty where that is not limited. */
	openUntil: z.string(),
});
export type Question = z.infer<typeof question>;

const KEY = 'question';

/**
 * Keeps what is asked with the execution, as it is at the time of asking: the page then shows what
 * the mail says, whatever the node's expressions would give later.
 */
export function keepQuestion(context: IExecuteFunctions, asked: Question): void {
	context.getContext('node')[KEY] = asked;
}

/**
 * What the waiting execution asks. n8n gives webhooks no way to the node's context but an expression.
 *
 * @throws ZodError where nothing was asked
 */
export function keptQuestion(context: IWebhookFunctions): Question {
	// Braces in the name of the node would end the expression.
	const name = JSON.stringify(context.getNode().name).replaceAll(/[{}]/g, (brace) =>
		brace === '{' ? String.raw`\u007b` : String.raw`\u007d`,
	);
	return question.parse(context.evaluateExpression(`{{ $node[${name}].context.${KEY} }}`));
}
