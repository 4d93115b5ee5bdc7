import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { jsonIn } from '../../../mail/message/jsonIn';
import type { Filling } from '../../../mail/message/content/strictMustache';
import { fillTemplate } from '../../../mail/message/content/template';
import { checked } from '../checked';
import type { MessageSettings } from './messageSettings';
import { labels } from './messageSettings';

/** Fills the placeholders of a field; gives it back as it is where that is not asked for. */
export type Fill = (name: string, format: Filling['format'], template: string) => string;

const dataSchema = z.preprocess(
	(value) => (typeof value === 'string' ? jsonIn(value) : value),
	z.looseObject({}, { error: 'Template Data must be an object, such as { "firstName": "Jane" }' }),
);

/** @throws EnvelopeError INVALID_FIELD; and what it returns, INVALID_FIELD and CONTENT_TOO_LARGE */
export function fillerOf(
	context: IExecuteFunctions,
	itemIndex: number,
	settings: MessageSettings,
): Fill {
	if (!settings.fillPlaceholders) return (_name, _format, template) => template;
	const { templateData, allowUnknownPlaceholders: allowUnknown } = settings;
	const isGiven = !isBlank(templateData);
	const data = isGiven
		? checked(dataSchema, templateData)
		: context.getInputData()[itemIndex]?.json;
	return (name, format, template) =>
		fillTemplate(template, { field: labels[name] ?? name, format, data, allowUnknown });
}

/** As the field is before anybody has written into it. */
function isBlank(value: unknown): boolean {
	const text = typeof value === 'string' ? value : JSON.stringify(value ?? '');
	return ['', '""', '{}'].includes(text.replaceAll(/\s/g, ''));
}
