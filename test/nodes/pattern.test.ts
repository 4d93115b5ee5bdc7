import { matches } from '../../nodes/shared/reading/pattern';

describe('A pattern for names and types', () => {
	it.each([
		['*.pdf', 'Invoice.PDF'],
		['invoice*', 'Invoice 4711.xml'],
		['*invoice*', 'an invoice.pdf'],
		['a*b*c', 'a-b-b-c'],
		['image/*', 'image/png'],
		['*', ''],
		['**', 'anything'],
		['a.b', 'A.B'],
	])('%s fits %s', (pattern, text) => {
		expect(matches(pattern, text)).toBe(true);
	});

	it.each([
		['*.pdf', 'invoice.pdf.exe'],
		['invoice*', 'an invoice'],
		['a*b*c', 'acb'],
		['ab*ba', 'aba'],
		['a*b*b', 'ab'],
		['a.b', 'axb'],
		['', 'a'],
		['a+', 'aa'],
	])('%s does not fit %s', (pattern, text) => {
		expect(matches(pattern, text)).toBe(false);
	});

	it('takes one look, however many stars it has', () => {
		expect(matches(`${'*a'.repeat(400)}*b`, 'a'.repeat(1000))).toBe(false);
	});
});
