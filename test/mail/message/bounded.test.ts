import { bounded } from '../../../mail/message/bounded';
import { parseMessage } from '../../../mail/message/parse';

const base64 = `${'QUJD'.repeat(19)}\r\n`.repeat(3_000);

const message = (...parts: string[]) =>
	Buffer.from(
		[
			'From: bob@example.test\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n',
			...parts.map((part) => `--b\r\n${part}\r\n`),
			'--b--\r\n',
		].join(''),
	);

const text = (content: string) => `Content-Type: text/plain\r\n\r\n${content}`;
const file = (type: string, content = base64) =>
	`Content-Type: ${type}\r\nContent-Transfer-Encoding: base64\r\n\r\n${content}`;

describe('what a parser is given of a message', () => {
	it('is nothing of what is in files, and all of the texts around them', async () => {
		const source = message(
			text('before'),
			file('application/pdf; name="a.pdf"'),
			text('between'),
			file('image/png'),
			text('after'),
		);
		expect(bounded(source).bytes.length).toBeLessThan(1_000);
		const { text: read, truncated } = await parseMessage(source);
		expect(read).toBe('before\nbetween\nafter');
		expect(truncated).toEqual([]);
	});

	it('has nothing of a file either that nothing ends', async () => {
		const source = message(text('before'), file('application/zip')).subarray(0, -9);
		expect(bounded(source).bytes.length).toBeLessThan(500);
		expect((await parseMessage(source)).text).toBe('before');
	});

	it('holds the part behind a file without an empty line', async () => {
		const source = message('Content-Type: application/pdf', text('after'));
		expect(bounded(source).bytes).toEqual(source);
		expect((await parseMessage(source)).text).toBe('after');
	});

	it.each([
		['two types', 'application/pdf\r\nContent-Type: text/plain'],
		['a type in two words', 'application/pdf text/plain'],
		['a comment', 'application/pdf (text/plain)'],
		['half a type', 'application/'],
		['a type in another line', '\r\n application/pdf'],
		['a text', 'text/csv'],
		['a message', 'message/rfc822'],
	])('holds all of a part that says %s', (_, type) => {
		const source = message(text('before'), file(type, 'QUJD'));
		expect(bounded(source).bytes).toEqual(source);
	});
});
