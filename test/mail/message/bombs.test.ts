import { MAX_HTML_LENGTH, MAX_TEXT_LENGTH } from '../../../mail/message/limits';
import { parseMessage } from '../../../mail/message/parse';
import { bombs } from '../../support/bombs';
import { eml } from '../../support/eml';
import { multipart, part } from '../../support/mime';

/** In these the text is not what its bytes look like. */
const otherText = new Set(['base64 as a charset', 'utf-16 that is none']);

const unreadable = new Set(['boundaries of 1 KB, each the beginning of the next']);

describe.each(Object.entries(bombs))('%s', (_kind, ofKind) => {
	test.each(Object.entries(ofKind))('%s', async (name, bomb) => {
		const source = Buffer.from(bomb());
		const message = await parseMessage(source);
		expect(message.text.length).toBeLessThanOrEqual(MAX_TEXT_LENGTH);
		expect(message.html?.length ?? 0).toBeLessThanOrEqual(MAX_HTML_LENGTH);
		expect(JSON.stringify(message).length).toBeLessThan(2_000_000);
		expect('parseError' in message).toBe(unreadable.has(name));
		if (source.includes('\r\nSubject: Hello\r\n')) expect(message.subject).toBe('Hello');
		if (source.includes('the text') && !otherText.has(name)) {
			expect(message.text).toMatch(/^the text/);
		}
		if (source.length > 4_000_000 && message.text.length > 0) {
			expect([...message.truncated, message.subject]).not.toEqual([]);
		}
	});
});

test('a message that cannot be read keeps its header', async () => {
	const boundary = 'b'.repeat(300);
	const body = `--${boundary}\r\n\r\nx\r\n`.repeat(2_000);
	const headers = [`Content-Type: multipart/mixed; boundary="${boundary}"`];
	expect(await parseMessage(Buffer.from(eml({ subject: 'Hello', headers, body })))).toMatchObject({
		subject: 'Hello',
		from: [{ address: 'bob@example.test' }],
		text: '',
		parseError: 'Max allowed child nodes exceeded',
	});
});

test('lines of dashes in a text are not parts', async () => {
	const lines = '-- \r\n--------\r\n--b-\r\n'.repeat(2_000);
	const message = eml(multipart('mixed', 'b', part(['Content-Type: text/plain'], `${lines}end`)));
	const { text, truncated } = await parseMessage(Buffer.from(message));
	expect(truncated).toEqual([]);
	expect(text).toMatch(/end\n?$/);
});

test('a field that is cut is told', async () => {
	const many = Array.from({ length: 20_000 }, (_, index) => `r${index}@example.test`);
	const flood = Array.from({ length: 9_000 }, (_, index) => `X-${index}: ${'x'.repeat(50)}`);
	const source = eml({ headers: [...flood, `Cc: ${many.join(',\r\n ')}`, 'Reply-To: a@x.test'] });
	const { cc, replyTo, subject, truncated } = await parseMessage(Buffer.from(source));
	expect(truncated).toEqual(['cc']);
	expect({ subject, replyTo, first: cc[0] }).toEqual({
		subject: 'Hello',
		replyTo: [{ name: '', address: 'a@x.test' }],
		first: { name: '', address: 'r0@example.test' },
	});
});
