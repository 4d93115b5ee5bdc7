import type { MessageStructureObject } from 'imapflow';
import { firstParts, readStructure } from '../../../mail/imap/structure';
import { MAX_PARTS } from '../../../mail/message/limits';

type Node = MessageStructureObject;

const text = (part: string, type = 'text/plain', more: Partial<Node> = {}): Node => ({
	part,
	type,
	...more,
});
const multipart = (type: string, ...childNodes: Node[]): Node => ({
	type: `multipart/${type}`,
	childNodes,
});

test.each<[string, Node | undefined, string[], string[]]>([
	['nothing', undefined, [], []],
	['a text without parts', { type: 'text/plain' }, ['1'], []],
	['a file without text', { type: 'application/pdf' }, [], ['1']],
	[
		'alternatives beside a file',
		multipart(
			'mixed',
			multipart('alternative', text('1.1'), text('1.2', 'text/html')),
			text('2', 'application/pdf'),
		),
		['1.1', '1.2'],
		['2'],
	],
	[
		'an attached message, whose own parts are its own',
		multipart('mixed', text('1'), {
			part: '2',
			type: 'message/rfc822',
			childNodes: [multipart('mixed', text('2.1'), text('2.2', 'image/png'))],
		}),
		['1'],
		['2'],
	],
	[
		'texts that are files',
		multipart(
			'mixed',
			text('1', 'text/plain', { disposition: 'attachment' }),
			text('2', 'text/plain', {
				disposition: 'inline',
				dispositionParameters: { filename: 'a.txt' },
			}),
			text('3', 'text/html', { parameters: { name: 'b.html' } }),
			text('4', 'text/calendar'),
			text('5', 'text/plain', { disposition: 'inline' }),
		),
		['5'],
		['1', '2', '3', '4'],
	],
	['a multipart without parts', { type: 'multipart/mixed', part: '1' }, [], ['1']],
	['a multipart with no parts in it', multipart('mixed'), [], []],
])('tells texts from files in %s', (_what, root, textParts, attachments) => {
	const structure = readStructure(root);
	expect(structure.textParts).toEqual(textParts);
	expect(structure.attachments.map(({ id }) => id)).toEqual(attachments);
});

test('describes a file', () => {
	const [file] = readStructure({
		part: '2',
		type: 'image/png',
		id: '<logo@example.test>',
		encoding: 'BASE64',
		size: 7_800,
		disposition: 'inline',
		dispositionParameters: { filename: 'logo.png' },
		parameters: { name: 'other.png' },
	}).attachments;
	expect(file).toEqual({
		id: '2',
		fileName: 'logo.png',
		mimeType: 'image/png',
		size: 5_700,
		inline: true,
		contentId: 'logo@example.test',
	});
});

test.each<[string, Partial<Node>, object]>([
	['a name in Content-Type', { parameters: { name: 'x.bin' } }, { fileName: 'x.bin' }],
	['no name', { part: '1.3' }, { fileName: 'attachment-1.3' }],
	['no name for a message', { type: 'message/rfc822' }, { fileName: 'message-1.eml' }],
	['no size', {}, { size: 0 }],
	['a size in bytes', { size: 99, encoding: '8bit' }, { size: 99 }],
	['an id but no disposition', { id: '<a>' }, { inline: true, contentId: 'a' }],
	['an id of an attachment', { id: '<a>', disposition: 'attachment' }, { inline: false }],
	['an id without brackets', { id: 'a@b' }, { contentId: 'a@b' }],
	['neither', {}, { inline: false, contentId: null }],
])('describes a file with %s', (_what, node, expected) => {
	expect(readStructure({ type: 'application/x-thing', ...node }).attachments).toMatchObject([
		expected,
	]);
});

test('cuts a file name that is none', () => {
	const dispositionParameters = { filename: 'x'.repeat(100_000) };
	const [file] = readStructure({ type: 'image/png', dispositionParameters }).attachments;
	expect(file?.fileName).toHaveLength(1_000);
});

test('reads multiparts nested deeper than anybody writes them', () => {
	let root = text('1', 'text/plain');
	for (let depth = 0; depth < 2_000; depth++) root = multipart('mixed', root);
	expect(readStructure(root).textParts).toEqual(['1']);
});

describe('the first parts', () => {
	const files = (count: number) =>
		Array.from({ length: count }, (_, index) => text(String(index), 'x/y'));

	it('of a message with few are all', () => {
		const root = multipart('mixed', multipart('mixed', ...files(MAX_PARTS - 3)), text('2'));
		expect(firstParts(root)).toEqual({ root, isCut: false });
	});

	it.each([
		['side by side', multipart('mixed', ...files(100_000))],
		['in groups', multipart('mixed', ...files(1_000).map(() => multipart('mixed', ...files(100))))],
	])('of one with many %s are as many as are read', (_how, root) => {
		const first = firstParts(root);
		expect(first.isCut).toBe(true);
		const count = readStructure(first.root).types.length;
		expect(count).toBeGreaterThan(0.9 * MAX_PARTS);
		expect(count).toBeLessThanOrEqual(MAX_PARTS);
	});
});
