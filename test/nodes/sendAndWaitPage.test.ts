import { createHash } from 'node:crypto';
import { DomUtils, parseDocument } from 'htmlparser2';
import { questionMail } from '../../nodes/EnvelopeSend/sendAndWait/mail';
import {
	closedPage,
	failedPage,
	pageHeaders,
	questionPage,
	thanksPage,
} from '../../nodes/EnvelopeSend/sendAndWait/page';
import { fieldTypes } from '../../nodes/EnvelopeSend/sendAndWait/question';
import { approvalQuestion, field, formQuestion } from './sendAndWaitQuestions';

const elements = (html: string) => DomUtils.findAll(() => true, parseDocument(html).children);
const named = (html: string, name: string) => elements(html).filter((one) => one.name === name);
const text = (html: string) => DomUtils.textContent(parseDocument(html).children);

/** Which elements with which attributes there are, whatever they say. */
const structure = (html: string) =>
	elements(html).map(({ name, attribs }) => `${name} ${Object.keys(attribs).join(' ')}`);

/** Every page and mail that has words of others in it. */
function everything(words: string): string[] {
	const choice = approvalQuestion().choices.map((each) => ({
		...each,
		label: words,
		linkLabel: words,
	}));
	const shown = { subject: words, message: words, openUntil: words, choices: choice };
	const options = [words, `${words}2`];
	const fields = fieldTypes.flatMap((type) => [
		field({ type, name: words, label: words, placeholder: words, required: true, options }),
		field({ type, name: words, label: words, placeholder: words, required: false, options }),
	]);
	const draft = {
		entries: fields.map(() => [words]),
		problems: new Map(fields.map((_, place) => [place, words])),
	};
	const links = choice.map((each) => ({ choice: each, url: 'https://n8n.example/?a=1&b=2' }));
	return [
		questionPage(approvalQuestion(shown), { chosen: 'approve' }),
		questionPage(formQuestion(fields, { ...shown }), draft),
		thanksPage(choice[0]!),
		questionMail(approvalQuestion(shown), links).html,
	];
}

it.each([
	'<script>alert(1)</script>',
	'</textarea><script>alert(1)</script>',
	'</title></style><script>alert(1)</script>',
	'"><img src=x onerror=alert(1)>',
	`' onfocus='alert(1)' autofocus='`,
	'" onfocus="alert(1)" autofocus="',
	'<!--',
	']]><svg/onload=alert(1)>',
	'</select></fieldset></form><form action="https://evil.example">',
	'{{message}} {{{message}}} {{>content}} {{=<% %>=}}',
	'&lt;script&gt; &amp; &#39;',
	'javascript:alert(1)',
	'\u202e\u2028\u0000',
])('%j stays text on every page and in the mail', (hostile) => {
	const harmless = everything('x');
	for (const [index, html] of everything(hostile).entries()) {
		expect(structure(html)).toEqual(structure(harmless[index]!));
		expect(text(html)).toContain(hostile);
	}
});

it('shows again what was entered', () => {
	const entered = '</select> & "quoted"';
	const fields = [field(), field({ type: 'dropdown', options: ['a', 'b'] })];
	const page = questionPage(formQuestion(fields), { entries: [[entered], ['b']] });
	expect(named(page, 'input')[0]?.attribs.value).toBe(entered);
	const selected = named(page, 'option').filter(({ attribs }) => 'selected' in attribs);
	expect(DomUtils.textContent(selected)).toBe('b');
});

it('gives every option as it was written, white space and all', () => {
	const options = ['Small  box', 'Large\tbox', '"a" & <b>'];
	const fields = (['dropdown', 'radio', 'checkbox'] as const).map((type) =>
		field({ type, options }),
	);
	const page = questionPage(formQuestion(fields));
	const values = (name: string) => named(page, name).map(({ attribs }) => attribs.value);
	expect(values('option')).toEqual(['', ...options]);
	expect(values('input')).toEqual([...options, ...options]);
});

it('puts the button first that was chosen in the mail', () => {
	const labels = (chosen?: 'approve' | 'disapprove') =>
		named(questionPage(approvalQuestion(), { chosen }), 'button').map((button) => [
			button.attribs.value,
			button.attribs.class,
		]);
	expect(labels('approve')).toEqual([
		['approve', 'first'],
		['disapprove', undefined],
	]);
	expect(labels('disapprove')).toEqual([
		['disapprove', 'first'],
		['approve', undefined],
	]);
	expect(labels()).toEqual(labels('approve'));
});

it('gives every field a label, and marks what is wrong for screen readers', () => {
	const fields = fieldTypes.map((type) => field({ type, options: ['a', 'b'] }));
	const problems = new Map(fields.map((_, place) => [place, 'Please answer this.']));
	const page = questionPage(formQuestion(fields), { problems });
	const ids = new Set(elements(page).map(({ attribs }) => attribs.id));
	for (const { name, attribs } of [...named(page, 'textarea'), ...named(page, 'select')]) {
		expect(named(page, 'label').map((label) => label.attribs.for)).toContain(attribs.id);
		expect([name, ids.has(attribs['aria-describedby'])]).toEqual([name, true]);
	}
	expect(named(page, 'legend')).toHaveLength(2);
	expect(elements(page).filter(({ attribs }) => attribs.class === 'problem')).toHaveLength(8);
});

it.each([
	['question', questionPage(approvalQuestion())],
	['thanks', thanksPage(approvalQuestion().choices[0]!)],
	['closed', closedPage()],
	['failed', failedPage()],
])('the page "%s" fits a phone, loads nothing and runs nothing', (_, page) => {
	expect(page).toMatch(/^<!doctype html>/);
	expect(page).toContain('name="viewport" content="width=device-width, initial-scale=1"');
	const style = named(page, 'style');
	const hash = createHash('sha256').update(DomUtils.textContent(style)).digest('base64');
	const policies = [
		pageHeaders['Content-Security-Policy'],
		named(page, 'meta').find((meta) => meta.attribs['http-equiv'])?.attribs.content,
	];
	for (const policy of policies) {
		expect(policy).toContain("default-src 'none'");
		expect(policy).toContain(`style-src 'sha256-${hash}'`);
		expect(policy).toContain("form-action 'self'");
	}
	for (const { name, attribs } of elements(page)) {
		expect(['script', 'img', 'link', 'iframe', 'a']).not.toContain(name);
		expect(Object.keys(attribs).filter((key) => /^(on|src|href|style|action)/.test(key))).toEqual(
			[],
		);
	}
});

it('is not kept, not indexed, not framed, and tells no other site its address', () => {
	expect(pageHeaders).toMatchObject({
		'Cache-Control': 'no-store',
		'Referrer-Policy': 'no-referrer',
		'X-Frame-Options': 'DENY',
		'X-Robots-Tag': 'noindex, nofollow',
		'X-Content-Type-Options': 'nosniff',
	});
	expect(pageHeaders['Content-Security-Policy']).toContain("frame-ancestors 'none'");
});
