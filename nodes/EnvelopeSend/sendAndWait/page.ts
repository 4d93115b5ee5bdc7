import { createHash } from 'node:crypto';
import { render } from 'mustache';
import { type Entries, entryName } from './answer';
import { MAX_LINE_LENGTH, MAX_TEXT_LENGTH } from './limits';
import type { Choice, Field, Question } from './question';
import { styleSheet } from './style';

const styleHash = createHash('sha256').update(styleSheet).digest('base64');

/** Nothing is loaded and no script runs; the form leads nowhere but back. */
const policy = `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self'; base-uri 'none'`;

/** For every page: they are for one reader, and their address is a key. */
export const pageHeaders: Readonly<Record<string, string>> = {
	'Content-Type': 'text/html; charset=utf-8',
	'Content-Security-Policy': `${policy}; frame-ancestors 'none'`,
	'Cache-Control': 'no-store',
	'Referrer-Policy': 'no-referrer',
	'X-Content-Type-Options': 'nosniff',
	'X-Frame-Options': 'DENY',
	'X-Robots-Tag': 'noindex, nofollow',
};

// The policy is in the page, too: n8n puts one of its own into the header of its own answers.
const layout = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>{{title}}</title>
<style>${styleSheet}</style>
</head>
<body>
<main>
<h1 dir="auto">{{title}}</h1>
{{>content}}
</main>
</body>
</html>
`;

const form = `<div class="message" dir="auto">{{message}}</div>
<form method="post" accept-charset="utf-8">
{{#fields}}
{{>field}}
{{/fields}}
<p class="quiet">{{hint}}</p>
<div class="buttons">
{{#choices}}
<button name="choice" value="{{value}}"{{#first}} class="first"{{/first}}>{{label}}</button>
{{/choices}}
</div>
</form>
{{#openUntil}}<p class="quiet">Open until {{.}}.</p>{{/openUntil}}`;

const field = `{{#options.length}}
<fieldset class="field"{{#problem}} aria-describedby="{{name}}-problem"{{/problem}}>
<legend class="label">{{label}}{{^required}} <span class="optional">(optional)</span>{{/required}}</legend>
{{#options}}
<label class="option"><input type="{{type}}" name="{{name}}" value="{{option}}"{{#selected}} checked{{/selected}}{{#mustChoose}} required{{/mustChoose}}><span>{{option}}</span></label>
{{/options}}
{{>problem}}
</fieldset>
{{/options.length}}
{{^options.length}}
<div class="field">
<label class="label" for="{{name}}">{{label}}{{^required}} <span class="optional">(optional)</span>{{/required}}</label>
{{>entry}}
{{>problem}}
</div>
{{/options.length}}`;

const attributes = `class="entry" id="{{name}}" name="{{name}}"{{#required}} required{{/required}}{{#problem}} aria-invalid="true" aria-describedby="{{name}}-problem"{{/problem}}`;

// A browser drops the first line break in a text area: the one here, and not the reader's.
const entry = `{{#isTextarea}}<textarea ${attributes} rows="5" maxlength="{{maxLength}}" placeholder="{{placeholder}}">
{{value}}</textarea>{{/isTextarea}}
{{#isDropdown}}<select ${attributes}><option value="">Choose…</option>{{#choosable}}<option value="{{option}}"{{#selected}} selected{{/selected}}>{{option}}</option>{{/choosable}}</select>{{/isDropdown}}
{{#inputType}}<input ${attributes} type="{{inputType}}" value="{{value}}" placeholder="{{placeholder}}" maxlength="{{maxLength}}"{{#isNumber}} step="any"{{/isNumber}}>{{/inputType}}`;

const problem = `{{#problem}}<p class="problem" id="{{name}}-problem">{{problem}}</p>{{/problem}}`;

const partials = { field, entry, problem };

/** What a reader has entered already, and what is wrong with it. */
export interface Draft {
	/** The button of the mail that led here: it comes first. */
	chosen?: Choice['value'];
	entries?: Entries;
	problems?: Map<number, string>;
}

/** The page where the question is answered. */
export function questionPage(question: Question, draft: Draft = {}): string {
	const { subject, message, openUntil, fields, choices } = question;
	const ordered = choices.toSorted(
		(a, b) => Number(b.value === draft.chosen) - Number(a.value === draft.chosen),
	);
	const view = {
		title: subject,
		message,
		openUntil,
		hint: 'Nothing is sent before you press the button.',
		fields: fields.map((each, place) => fieldView(each, place, draft)),
		choices: ordered.map(({ value, label }, place) => ({ value, label, first: place === 0 })),
	};
	return render(layout, view, { content: form, ...partials });
}

/** The page that says that the answer is on its way. */
export function thanksPage(choice: Choice): string {
	const said = choice.value === 'submit' ? '' : choice.label;
	return notice('Thank you', 'Your answer has been recorded. You can close this page.', said);
}

/** The page of a question that waits for no answer any more. */
export function closedPage(): string {
	return notice(
		'This question is closed',
		'It has been answered already, or its time has run out. Nothing is left to do.',
	);
}

/** The page of a question that cannot be read. */
export function failedPage(): string {
	return notice(
		'This question cannot be shown',
		'Something went wrong. Please tell whoever sent you the mail. Your answer has not been recorded.',
	);
}

function notice(title: string, text: string, said = ''): string {
	const content = `{{#said}}<div class="message" dir="auto">{{said}}</div>{{/said}}<p>{{text}}</p>`;
	return render(layout, { title, text, said }, { content });
}

/** Mustache looks up what a view lacks in the views around it, so that every key is here. */
function fieldView(asked: Field, place: number, { entries, problems }: Draft) {
	const { type, label, placeholder, required } = asked;
	const given = entries?.[place] ?? [];
	const choosable = asked.options.map((option) => ({ option, selected: given.includes(option) }));
	const isBoxes = type === 'checkbox' || type === 'radio';
	const isTextarea = type === 'textarea';
	return {
		name: entryName(place),
		label,
		placeholder,
		required,
		type,
		value: given[0] ?? '',
		problem: problems?.get(place) ?? '',
		options: isBoxes ? choosable : [],
		choosable,
		// Of checkboxes the browser would want every one.
		mustChoose: required && (type === 'radio' || choosable.length === 1),
		isTextarea,
		isDropdown: type === 'dropdown',
		isNumber: type === 'number',
		inputType: isBoxes || isTextarea || type === 'dropdown' ? '' : type,
		maxLength: isTextarea ? MAX_TEXT_LENGTH : MAX_LINE_LENGTH,
	};
}
