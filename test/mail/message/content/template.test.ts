import { runInNewContext } from 'node:vm';
import { EnvelopeError } from '../../../../mail/errors';
import type { Filling } from '../../../../mail/message/content/strictMustache';
import { fillTemplate } from '../../../../mail/message/content/template';

const data = {
	firstName: 'Jane',
	customer: { city: 'Zürich', tags: ['new'] },
	items: [{ name: 'Cup', price: 3 }, { name: 'Plate' }],
	price: 0,
	vip: true,
	none: null,
	html: `<b title="x">'&'</b>`,
	bold: '**x**',
	date: new Date('2026-11-20T12:00:00Z'),
};
const filled = (template: string, changes: Partial<Filling> = {}) =>
	fillTemplate(template, { field: 'Text', format: 'text', data, allowUnknown: false, ...changes });

function refusal(template: string, changes: Partial<Filling> = {}): EnvelopeError {
	try {
		filled(template, changes);
	} catch (error) {
		if (error instanceof EnvelopeError) return error;
		throw error;
	}
	throw new Error('It was filled');
}

test.each([
	['Dear {{firstName}},', 'Dear Jane,'],
	['{{ firstName }}{{firstName}}', 'JaneJane'],
	['{{customer.city}}', 'Zürich'],
	['{{customer.tags.0}}', 'new'],
	['{{price}} {{vip}} {{none}}.', '0 true .'],
	['{{date}}', '2026-11-20T12:00:00.000Z'],
	['{{#items}}{{name}} of {{firstName}};{{/items}}', 'Cup of Jane;Plate of Jane;'],
	['{{#vip}}yes{{/vip}}{{^vip}}no{{/vip}}', 'yes'],
	['{{^none}}nothing{{/none}}', 'nothing'],
	['{{#customer}}{{city}}{{/customer}}', 'Zürich'],
	['{{#customer.tags}}{{.}}{{/customer.tags}}', 'new'],
	['{{! a remark }}x', 'x'],
	['no placeholders, { nor } these', 'no placeholders, { nor } these'],
	['', ''],
	['{{html}}', data.html],
	['{{{html}}}{{&html}}', data.html + data.html],
])('fills %j', (template, text) => {
	expect(filled(template)).toBe(text);
});

test('does the same again, and for other data', () => {
	expect(filled('{{firstName}}')).toBe('Jane');
	expect(filled('{{firstName}}')).toBe('Jane');
	expect(filled('{{firstName}}', { data: { firstName: 'Joe' } })).toBe('Joe');
	for (let i = 0; i < 30; i++) expect(filled(`${i} {{firstName}}`)).toBe(`${i} Jane`);
});

describe('a value', () => {
	test('never becomes HTML', () => {
		const html = filled(`<p title='{{html}}' class={{html}}>{{html}}</p>`, { format: 'html' });
		expect(html.match(/[<>]/g)).toEqual(['<', '>', '<', '>']);
		expect(html.match(/["'=]/g)).toEqual(['=', "'", "'", '=']);
	});

	test('never becomes Markdown', () => {
		expect(filled('{{bold}}', { format: 'markdown' })).not.toContain('*');
	});

	test('is not filled itself', () => {
		expect(filled('{{a}}', { data: { a: '{{b}}', b: 'secret' } })).toBe('{{b}}');
	});

	test.each(['html', 'markdown'] as const)('cannot be left unescaped in %s', (format) => {
		for (const template of ['{{{html}}}', '{{&html}}', '{{ {html}}}', '{{& html }}']) {
			const { code, message } = refusal(template, { format });
			expect(code).toBe('INVALID_FIELD');
			expect(message).toContain('Write {{html}}.');
		}
	});

	test.each(['items', 'customer', 'customer.tags'])('%s is no text', (name) => {
		expect(refusal(`{{${name}}}`).message).toContain(
			`the placeholder {{${name}}}, whose value is no`,
		);
	});
});

describe('unknown placeholders', () => {
	test('are named', () => {
		const { code, message } = refusal('{{firstname}} {{x.y}} {{#z}}{{/z}} {{firstname}}');
		expect(code).toBe('INVALID_FIELD');
		expect(message).toContain('Text has placeholders that the data does not have: ');
		expect(message).toContain(': {{firstname}}, {{x.y}}, {{z}}. ');
	});

	test('are empty where they are allowed', () => {
		expect(filled('a{{x}}b{{#y}}c{{/y}}{{^z}}d{{/z}}', { allowUnknown: true })).toBe('abd');
	});

	test.each([
		'constructor',
		'__proto__',
		'toString',
		'hasOwnProperty',
		'customer.constructor',
		'customer.__proto__.x',
		'firstName.length',
		'items.map',
		'call',
		'',
	])('%s is one', (name) => {
		const withFunction = { ...data, call: () => 'called' };
		expect(refusal(`{{${name}}}`, { data: withFunction }).message).toContain(`{{${name}}}`);
		expect(refusal(`{{#${name}}}x{{/${name}}}`, { data: withFunction }).code).toBe('INVALID_FIELD');
	});

	test.each([undefined, null, 'text', 42, []])('all are where the data is %j', (nothing) => {
		expect(refusal('{{firstName}}', { data: nothing }).code).toBe('INVALID_FIELD');
	});

	test('own properties of such names are none', () => {
		const own: unknown = JSON.parse('{"__proto__":"a","constructor":"b"}');
		expect(filled('{{__proto__}}{{constructor}}', { data: own })).toBe('ab');
		expect(({} as { a?: unknown }).a).toBeUndefined();
	});
});

test.each([
	['{{firstName', 'not closed, at position 1'],
	['Hi {{firstName} {{firstName}}', 'does not have: {{firstName} {{firstName}}'],
	['{{{firstName}}', 'not closed'],
	['{{ ' + ' '.repeat(500) + '}}', 'not closed'],
	['{{#vip}}', 'Unclosed section "vip"'],
	['{{/vip}}', 'Unopened section "vip"'],
	['{{#vip}}{{/items}}', 'Unclosed section'],
	['{{=<% %>=}}<%firstName%>', 'other delimiters'],
	['{{ = a b = }}', 'other delimiters'],
	['{{> footer}}', 'asks for another template, {{>footer}}'],
	['{{#vip}}'.repeat(30) + '{{/vip}}'.repeat(30), 'more than 20 deep'],
])('refuses %j', (template, message) => {
	const error = refusal(template);
	expect(error.code).toBe('INVALID_FIELD');
	expect(error.message).toContain(message);
});

describe('bounds', () => {
	const many = { list: Array.from({ length: 1_000 }, (_, i) => i), long: 'x'.repeat(1_000_000) };

	test.each([
		['a long template', 'x'.repeat(200_001)],
		['lists in lists', '{{#list}}{{#list}}{{#list}}a{{/list}}{{/list}}{{/list}}'],
		['empty lists in lists', '{{#list}}{{#list}}{{#list}}{{/list}}{{/list}}{{/list}}'],
		['long values', '{{#list}}{{long}}{{/list}}'],
		['long text', `{{#list}}${'x'.repeat(10_000)}{{/list}}`],
	])('%s', (_, template) => {
		expect(refusal(template, { data: many }).code).toBe('CONTENT_TOO_LARGE');
	});

	test.each(['{{', '{{{', '{{ ', '}}', '{{a}}', '{{#a}}{{/a}}', '{{#vip}}', ' ', '{{!}}', '{{ {'])(
		'%j over and over ends',
		(piece) => {
			const template = piece.repeat(200_000 / piece.length);
			const attempt = () => {
				try {
					filled(template, { allowUnknown: true });
				} catch (error) {
					expect(error).toBeInstanceOf(EnvelopeError);
				}
			};
			// Ends what hangs; a busy machine needs seconds.
			runInNewContext('attempt()', { attempt }, { timeout: 60_000 });
		},
	);
});
