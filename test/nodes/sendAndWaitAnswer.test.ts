import { parse } from 'node:querystring';
import type { IDataObject } from 'n8n-workflow';
import { readAnswer } from '../../nodes/EnvelopeSend/sendAndWait/answer';
import { MAX_LINE_LENGTH, MAX_TEXT_LENGTH } from '../../nodes/EnvelopeSend/sendAndWait/limits';
import type { Field } from '../../nodes/EnvelopeSend/sendAndWait/question';
import { approvalQuestion, field, formQuestion } from './sendAndWaitQuestions';

/** The body as n8n parses it. */
const body = (text: string) => ({ ...parse(text) }) as IDataObject;

/** What one field gives for an answer in a form. */
function answerOf(asked: Partial<Field>, entry: unknown) {
	const reading = readAnswer(formQuestion([field(asked)]), {
		choice: 'submit',
		'field-0': entry as IDataObject,
	});
	return reading.kind === 'answer' ? reading.data.answer : reading.problems.get(0);
}

describe('an approval', () => {
	it.each([
		['approve', true],
		['disapprove', false],
	])('%s', (choice, approved) => {
		const reading = readAnswer(approvalQuestion(), body(`choice=${choice}`));
		expect(reading).toMatchObject({ kind: 'answer', data: { approved } });
	});

	it.each(['', 'choice=', 'choice=submit', 'choice=approve&choice=approve', 'approved=true'])(
		'is not given by "%s"',
		(text) => {
			expect(readAnswer(approvalQuestion(), body(text)).kind).toBe('problems');
		},
	);

	it('cannot be refused where there is no button for it', () => {
		const question = { ...approvalQuestion(), choices: approvalQuestion().choices.slice(0, 1) };
		expect(readAnswer(question, body('choice=disapprove')).kind).toBe('problems');
	});
});

describe('a form', () => {
	const options = ['red', 'green'];

	it.each<[string, Partial<Field>, unknown, unknown]>([
		['text', { type: 'text' }, 'Zoë', 'Zoë'],
		['text, left empty', { type: 'text' }, '', null],
		['line breaks of a browser', { type: 'textarea' }, 'a\r\nb', 'a\nb'],
		['a number', { type: 'number' }, '-1.5', -1.5],
		['an email address', { type: 'email' }, ' a@b.example ', 'a@b.example'],
		['a date', { type: 'date' }, '2028-02-29', '2028-02-29'],
		['a choice', { type: 'dropdown', options }, 'green', 'green'],
		['a radio button', { type: 'radio', options }, 'red', 'red'],
		['one checkbox', { type: 'checkbox', options }, 'red', ['red']],
		['two checkboxes', { type: 'checkbox', options }, ['red', 'green', 'red'], ['red', 'green']],
		['no checkbox', { type: 'checkbox', options }, undefined, []],
	])('takes %s', (_, asked, entry, value) => {
		expect(answerOf(asked, entry)).toEqual(value);
	});

	it.each<[string, Partial<Field>, unknown]>([
		['nothing where something is required', { required: true }, ' \n'],
		['no checkbox where one is required', { required: true, type: 'checkbox', options }, []],
		['a word for a number', { type: 'number' }, 'ten'],
		['a number too large to be one', { type: 'number' }, '1e999'],
		['a name for an email address', { type: 'email' }, 'Jane Doe'],
		['a day that does not exist', { type: 'date' }, '2027-02-29'],
		['what is not in the list', { type: 'dropdown', options }, 'blue'],
		['what is not among the radio buttons', { type: 'radio', options }, 'toString'],
		['what is not among the checkboxes', { type: 'checkbox', options }, ['red', 'blue']],
		['two answers to one question', { type: 'text' }, ['a', 'b']],
		['a line that is too long', { type: 'text' }, 'x'.repeat(MAX_LINE_LENGTH + 1)],
		['a text that is too long', { type: 'textarea' }, 'x'.repeat(MAX_TEXT_LENGTH + 1)],
	])('says what is wrong with %s', (_, asked, entry) => {
		expect(answerOf(asked, entry)).toEqual(expect.stringMatching(/^Please .*\.$/));
	});

	it.each([[{ nested: 'object' }], [[{ nested: 'object' }]], [42], [null], [true]])(
		'takes %j for no answer',
		(entry) => {
			expect(answerOf({}, entry)).toBeNull();
		},
	);

	it('ignores what was not asked, and keys of every object', () => {
		const text =
			'choice=submit&field-0=ok&field-1=no&__proto__=x&constructor=y&toString=z&approved=1';
		for (const hostile of [body(text), parse(text) as IDataObject]) {
			const reading = readAnswer(formQuestion([field()]), hostile);
			expect(reading).toMatchObject({ kind: 'answer', data: { answer: 'ok' } });
			expect(Object.keys(reading.kind === 'answer' ? reading.data : {})).toEqual(['answer']);
		}
		expect(Object.prototype).not.toHaveProperty('x');
	});

	it('keeps what was entered beside what is wrong', () => {
		const question = formQuestion([field({ name: 'a' }), field({ name: 'b', type: 'number' })]);
		const reading = readAnswer(question, body('choice=submit&field-0=kept&field-1=ten'));
		expect(reading).toMatchObject({ entries: [['kept'], ['ten']] });
		expect(reading.kind === 'problems' && [...reading.problems.keys()]).toEqual([1]);
	});
});
