import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { checked, labelsOf } from '../checked';
import { dateText, flag, number, text, whole } from '../given';
import { messageFields, messageOptions } from './messageFields';

/** What the user calls the fields of a message, by their names. */
export const labels = labelsOf([...messageFields({}, false), ...messageOptions]);

const event = z.object({
	title: text,
	start: dateText,
	end: dateText,
	durationMinutes: number(1, 1_000_000, 60),
	timeZone: text,
	location: text,
	description: text,
	eventId: text,
	sequence: whole(0, 2_147_483_647, 0),
});

const settings = z.object({
	allowHtmlInMarkdown: flag(false),
	allowUnknownPlaceholders: flag(false),
	appendSignature: flag(true),
	attachments: z.unknown().optional(),
	bcc: z.unknown().optional(),
	cc: z.unknown().optional(),
	fillPlaceholders: flag(false),
	fromAddress: text,
	fromName: text,
	headers: z.preprocess(
		(value) => value ?? undefined,
		z
			.object({ header: z.array(z.object({ name: text, value: text })).default([]) })
			.default({ header: [] }),
	),
	invitation: z
		.object({ event: event.nullish() })
		.nullish()
		.transform((value) => value?.event),
	priority: z.preprocess(
		(value) => value || undefined,
		z.enum(['high', 'normal', 'low']).default('normal'),
	),
	replyTo: z.unknown().optional(),
	signatureHtml: text,
	signatureText: text,
	templateData: z.unknown().optional(),
	unsubscribeLink: text,
});

/** The options of a message as the user set them. */
export type MessageSettings = z.infer<typeof settings>;

/** @throws EnvelopeError INVALID_FIELD */
export function readSettings(context: IExecuteFunctions, itemIndex: number): MessageSettings {
	return checked(settings, context.getNodeParameter('options', itemIndex, {}), labels);
}

const texts = z.record(z.string(), text);

/** A parameter that is text. @throws EnvelopeError INVALID_FIELD */
export function readText(context: IExecuteFunctions, itemIndex: number, name: string): string {
	const given = { [name]: context.getNodeParameter(name, itemIndex, '') };
	return checked(texts, given, labels)[name] ?? '';
}
