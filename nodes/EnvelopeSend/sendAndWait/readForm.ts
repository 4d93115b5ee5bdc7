import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { jsonIn } from '../../../mail/message/jsonIn';
import { checked } from '../../shared/checked';
import { MAX_FIELDS, MAX_LABEL_LENGTH, MAX_OPTIONS } from './limits';
import { labels, text } from './parameters';
import { type Field, fieldTypes } from './question';

/** What our own output has beside the answers; and a key that is none in JavaScript. */
const reserved = ['respondedAt', 'timedOut', '__proto__'];

const choosable = ['checkbox', 'dropdown', 'radio'];

/** One in each line, a list, or as n8n's own form has them. */
const fieldOptions = z
	.union([
		z.string().transform((lines) => lines.split('\n')),
		z.array(text),
		z
			.object({ values: z.array(z.object({ option: text })) })
			.transform(({ values }) => values.map(({ option }) => option)),
	])
	.transform((all) => [...new Set(all.map((one) => one.trim()).filter((one) => one !== ''))])
	.pipe(z.array(z.string().max(MAX_LABEL_LENGTH)).max(MAX_OPTIONS));

const fieldSchema = z
	.object({
		fieldLabel: text.pipe(
			z
				.string()
				.min(1, 'A field needs a label')
				.max(MAX_LABEL_LENGTH)
				.refine((name) => !reserved.includes(name), 'That name is taken: use another label'),
		),
		fieldType: z.enum(fieldTypes).default('text'),
		fieldOptions: fieldOptions.default([]),
		placeholder: text.pipe(z.string().max(MAX_LABEL_LENGTH)).default(''),
		requiredField: z.boolean().default(false),
	})
	.refine(({ fieldType, fieldOptions: all }) => !choosable.includes(fieldType) || all.length > 0, {
		path: ['fieldOptions'],
		error: 'A field to choose from needs options',
	})
	.transform(({ fieldLabel, fieldType, fieldOptions: all, placeholder, requiredField }): Field => ({
		name: fieldLabel,
		label: fieldLabel,
		type: fieldType,
		placeholder,
		required: requiredField,
		options: choosable.includes(fieldType) ? all : [],
	}));

const formSchema = z
	.array(fieldSchema, { error: 'must be a list of fields' })
	.min(1, 'Add at least one field')
	.max(MAX_FIELDS, `A form has at most ${MAX_FIELDS} fields`)
	.refine(
		(all) => new Set(all.map(({ name }) => name)).size === all.length,
		'Two fields have the same label: give each its own',
	);

/**
 * The fields of a form, as the user filled them in or as JSON.
 *
 * @throws EnvelopeError INVALID_FIELD
 */
export function readForm(context: IExecuteFunctions, itemIndex: number): Field[] {
	const parameter = (name: string, fallback?: unknown) =>
		context.getNodeParameter(name, itemIndex, fallback);
	if (parameter('defineForm', 'fields') === 'fields') {
		return checked(
			z.object({ formFields: formSchema }),
			{ formFields: parameter('formFields.values', []) },
			labels,
		).formFields;
	}
	const given = parameter('formJson');
	const formJson = typeof given === 'string' ? jsonIn(given) : given;
	return checked(z.object({ formJson: formSchema }), { formJson }, labels).formJson;
}
