import type { GenericValue, IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { MAX_LINE_LENGTH, MAX_TEXT_LENGTH } from './limits';
import type { Choice, Field, Question } from './question';

/** What the browser sent for each field, by the field's place. */
export type Entries = string[][];

export type Reading =
	| { kind: 'answer'; choice: Choice; data: IDataObject }
	/** What to correct, by the field's place; `choice` is missing where no button was pressed. */
	| { kind: 'problems'; entries: Entries; problems: Map<number, string> };

const entry = z
	.union([z.string().transform((text) => [text]), z.array(z.string())])
	.catch(() => [])
	.transform((texts) => texts.map((text) => text.replaceAll('\r\n', '\n')));

/** The name of a field on the page: labels are the author's, and may be anything. */
export const entryName = (place: number): string => `field-${place}`;

type Result = { value: string | number | string[] | null } | { problem: string };

/**
 * Reads the body of a POST as an answer. Only what the question asks for is looked at, and it is
 * checked as the browser should have checked it.
 *
 * @param body as n8n parsed it
 */
export function readAnswer({ choices, fields }: Question, body: IDataObject): Reading {
	// A map has no keys of its own, whatever the names in the body are.
	const sent = new Map<string, unknown>(Object.entries(body));
	const entries = fields.map((_, place) => entry.parse(sent.get(entryName(place))));
	const choice = choices.find(({ value }) => value === sent.get('choice'));
	const data: [string, GenericValue][] = [];
	const problems = new Map<number, string>();
	for (const [place, field] of fields.entries()) {
		const result = readField(field, entries[place] ?? []);
		if ('problem' in result) problems.set(place, result.problem);
		else data.push([field.name, result.value]);
	}
	if (!choice || problems.size > 0) return { kind: 'problems', entries, problems };
	const isApproval = choice.value !== 'submit';
	return {
		kind: 'answer',
		choice,
		data: isApproval ? { approved: choice.value === 'approve' } : Object.fromEntries(data),
	};
}

function readField(field: Field, texts: string[]): Result {
	const given = texts.filter((text) => text.trim() !== '');
	if (given.length === 0) {
		if (field.required) return { problem: 'Please answer this.' };
		return { value: field.type === 'checkbox' ? [] : null };
	}
	if (field.type === 'checkbox') return chosen(field, [...new Set(given)]);
	const [text = ''] = given;
	const limit = field.type === 'textarea' ? MAX_TEXT_LENGTH : MAX_LINE_LENGTH;
	if (given.length > 1 || text.length > limit) {
		return { problem: `Please write at most ${limit} characters.` };
	}
	return readText(field, text);
}

function readText(field: Field, text: string): Result {
	switch (field.type) {
		case 'number': {
			const value = Number(text);
			return Number.isFinite(value) ? { value } : { problem: 'Please write a number.' };
		}
		case 'email': {
			const value = text.trim();
			const isAddress = z.regexes.html5Email.test(value);
			return isAddress ? { value } : { problem: 'Please write an email address.' };
		}
		case 'date': {
			const isDate = z.iso.date().safeParse(text).success;
			return isDate ? { value: text } : { problem: 'Please give a date, as year-month-day.' };
		}
		case 'dropdown':
		case 'radio': {
			const result = chosen(field, [text]);
			return 'value' in result ? { value: text } : result;
		}
		case 'checkbox':
		case 'text':
		case 'textarea':
			return { value: text };
	}
}

function chosen({ options }: Field, texts: string[]): Result {
	return texts.every((text) => options.includes(text))
		? { value: texts }
		: { problem: 'Please choose from the list.' };
}
