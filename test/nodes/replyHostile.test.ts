import type { IDataObject } from 'n8n-workflow';
import { simpleParser } from 'mailparser';
import { closeImapPools } from '../../mail/imap/pool';
import { closeSmtpPools } from '../../mail/smtp/pool';
import { alice, bob, users } from '../support/account';
import { arrivedRaw, putOriginal } from '../support/original';
import { runSend } from '../support/sendNode';
import { describeServers, type TestServer } from '../support/servers';

/** A word of RFC 2047, in which anything can be hidden. */
const encoded = (text: string) => `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`;

const breaks = {
	'CR LF': '\r\n',
	CR: '\r',
	LF: '\n',
	NUL: '\0',
	'U+0085': '\u0085',
	'U+2028': '\u2028',
	'U+2029': '\u2029',
};

const message = (fields: Record<string, string>, body = 'Hi') =>
	Buffer.from(
		`${Object.entries({
			From: 'Bob <bob@example.test>',
			To: alice,
			Subject: 'Hello',
			'Message-ID': '<original@x.test>',
			...fields,
		})
			.filter(([, value]) => value !== '')
			.map(([name, value]) => `${name}: ${value}\r\n`)
			.join('')}\r\n${body}\r\n`,
	);

/** The names of the header fields of what Bob got, as any program on the way could read them. */
function fieldsOf(raw: Buffer): string[] {
	const [header = ''] = raw.toString('latin1').split('\r\n\r\n', 1);
	expect(header.replaceAll('\r\n', '')).not.toMatch(/[\r\n\0\x85]/);
	const names = header.split('\r\n').filter((line) => !/^[ \t]/.test(line));
	return names.map((line) => (line.split(':', 1)[0] ?? '').toLowerCase());
}

const allowed = new Set([
	...['return-path', 'delivered-to', 'x-original-to', 'received', 'from', 'to', 'cc', 'subject'],
	...['date', 'message-id', 'in-reply-to', 'references', 'mime-version'],
	...['content-type', 'content-transfer-encoding'],
]);

describeServers('an answer to hostile mail', (start) => {
	let server: TestServer;

	beforeAll(async () => {
		server = await start({ users });
	});

	afterEach(async () => {
		closeSmtpPools();
		await closeImapPools();
	});

	afterAll(() => server?.close());

	/** What Bob gets of an answer in which nothing but our own fields may stand. */
	async function answered(raw: Buffer, parameters: IDataObject = {}) {
		const operation = parameters.operation ?? 'reply';
		const id = await putOriginal(server, raw);
		const { error, json } = await runSend(server, {
			to: bob,
			...parameters,
			operation,
			message: id,
		});
		expect(error).toBeUndefined();
		expect(json[0]).toMatchObject({ status: 'delivered', envelope: { to: [bob] } });
		const got = await arrivedRaw(server, json[0]?.messageId);
		expect(fieldsOf(got).filter((name) => !allowed.has(name))).toEqual([]);
		const mail = await simpleParser(got, { skipTextToHtml: true });
		expect(mail.from?.value).toEqual([{ name: '', address: alice }]);
		return { mail, raw: got, json: json[0] ?? {} };
	}

	it.each(Object.entries(breaks))('lets no %s through', async (_name, character) => {
		const injected = `x${character}Bcc: evil@x.test${character}${character}body`;
		const { mail, raw } = await answered(
			message({
				From: `${encoded(injected)} <bob@example.test>`,
				Subject: encoded(injected),
				Cc: `${encoded(injected)} <carol@example.test>`,
				'Message-ID': `<a${character}b@x.test>`.replace(/[\r\n]/g, '\r\n '),
				References: `<r${character}s@x.test> <fine@x.test>`.replace(/[\r\n]/g, '\r\n '),
			}),
		);
		expect(raw.toString('latin1')).not.toMatch(/^bcc:/im);
		expect(mail.subject).toMatch(/^Re: x ?Bcc: evil@x\.test/);
		expect(mail.to).toMatchObject({ value: [{ address: bob }] });
	});

	it.each(['forward', 'redirect'])('nor do any of these when it is a %s', async (operation) => {
		const injected = `x${Object.values(breaks).join('Bcc: evil@x.test')}`;
		const raw = message({ Subject: encoded(injected), From: `${encoded(injected)} <x@x.test>` });
		const id = await putOriginal(server, raw);
		const forwardAs = 'attachment';
		const sent = await runSend(server, { operation, message: id, to: bob, forwardAs });
		expect(sent.error).toBeUndefined();
		const name = sent.json[0]?.resentMessageId ?? sent.json[0]?.messageId;
		const got = await arrivedRaw(server, name);
		expect(fieldsOf(got)).not.toContain('bcc');
	});

	it('keeps 100 of 10,000 references', async () => {
		const references = Array.from({ length: 10_000 }, (_, index) => `<${index}@x.test>`);
		const { mail } = await answered(message({ References: references.join('\r\n ') }));
		expect(mail.references).toHaveLength(101);
		expect(mail.references?.at(-1)).toBe('<original@x.test>');
	});

	it.each([
		['nested', `<html>${'<div>'.repeat(20_000)}deep`],
		['huge', `<p>${'word '.repeat(400_000)}</p>`],
		['unclosed', '<table><tr><td><b><i><a href="https://x.test"><!-- '],
		['closing', '</div></blockquote></td></table></body></html>after'],
	])('quotes HTML that is %s', async (_what, html) => {
		const headers = { 'Content-Type': 'text/html', 'Content-Transfer-Encoding': '7bit' };
		const lines = html.replace(/.{900}/g, '$&\r\n');
		const parameters = { bodyFormat: 'html', html: '<p>Yes</p>' };
		const { mail, raw } = await answered(message(headers, lines), parameters);
		expect(raw.length).toBeLessThan(3_000_000);
		expect(String(mail.html)).toMatch(/^<p>Yes<\/p>[^]*<\/blockquote><\/div>\s*$/);
	});

	it.each([
		['a charset that there is none of', { 'Content-Type': 'text/plain; charset=x-nonsense' }],
		['another charset than it says', { 'Content-Type': 'text/plain; charset=utf-8' }],
	])('quotes a text in %s', async (_what, headers) => {
		const raw = Buffer.concat([message(headers, ''), Buffer.from('Gr\xfc\xdfe\r\n', 'latin1')]);
		const { mail } = await answered(raw);
		expect(mail.text).toMatch(/> Gr.*e\n/);
	});

	it('does without a Message-ID, and says what that means', async () => {
		const { mail, json } = await answered(message({ 'Message-ID': '' }));
		expect(mail.inReplyTo).toBeUndefined();
		expect(json).toMatchObject({
			inReplyTo: null,
			flagged: true,
			warnings: [expect.stringMatching(/no Message-ID.*conversation/)],
		});
	});

	it.each([
		['without From', { From: '' }],
		['from <>', { From: '<>', 'Return-Path': '<>' }],
		['from a name', { From: 'Mailer Daemon' }],
		['with a broken Reply-To', { 'Reply-To': 'not an address' }],
		['with two addresses in one', { 'Reply-To': '"a@evil.test"@x.test' }],
	])('is refused %s', async (_what, fields) => {
		const id = await putOriginal(server, message(fields));
		const { error } = await runSend(server, { operation: 'reply', message: id });
		expect(error?.message).toMatch(
			/Write a new message with Send.*INVALID_ADDRESS, phase: compose/,
		);
	});

	it('to all leaves out whom it cannot write to, and says so', async () => {
		const raw = message({ Cc: '"x y"@z, a@@b, Undisclosed:;' });
		const { json } = await answered(raw, { operation: 'replyAll' });
		expect(json.warnings).not.toEqual([]);
		expect(json.accepted).toEqual([bob]);
	});
});
