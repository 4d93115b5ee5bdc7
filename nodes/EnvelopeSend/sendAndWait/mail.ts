import { render } from 'mustache';
import type { Choice, Question } from './question';

export interface Link {
	choice: Choice;
	url: string;
}

/**
 * In attributes, because many mail programs drop style sheets. Not all of them know `pre-wrap`, so
 * that line breaks are `<br>`, too. The colors hold on light and dark.
 */
const style = {
	message: 'white-space:pre-wrap;overflow-wrap:anywhere;margin:0 0 24px;',
	button:
		'display:inline-block;margin:0 12px 12px 0;padding:13px 26px;border:2px solid #2557d6;border-radius:8px;font-weight:600;text-decoration:none;',
	primary: 'background:#2557d6;color:#ffffff;',
	secondary: 'background:#ffffff;color:#2557d6;',
	hint: 'margin:16px 0 0;font-size:13px;color:#767676;',
};

const template = `<div style="max-width:600px;font-family:sans-serif;font-size:16px;line-height:1.5">
<div dir="auto" style="${style.message}">{{#lines}}{{.}}<br>{{/lines}}</div>
<p style="margin:0">{{#links}}<a href="{{url}}" style="${style.button}{{look}}">{{label}}</a>{{/links}}</p>
{{#hints}}<p style="${style.hint}">{{.}}</p>{{/hints}}
</div>`;

/** The question as a mail, in which each button opens the page where it is answered. */
export function questionMail(
	{ message, openUntil }: Pick<Question, 'message' | 'openUntil'>,
	links: Link[],
): { text: string; html: string } {
	const hints = [
		'A page opens, where you confirm your answer. Whoever has this mail can answer in your place: do not forward it.',
		...(openUntil === '' ? [] : [`Open until ${openUntil}.`]),
	];
	const views = links.map(({ choice, url }) => ({
		label: choice.linkLabel,
		url,
		look: style[choice.style],
	}));
	const lines = views.map(({ label, url }) => `${label}:\n${url}`);
	return {
		text: [message, ...lines, ...hints].join('\n\n'),
		html: render(template, { lines: message.split('\n'), links: views, hints }),
	};
}
