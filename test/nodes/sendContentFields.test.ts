import { type ParsedMail, simpleParser } from 'mailparser';
import type { IDataObject } from 'n8n-workflow';
import { closeSmtpPools } from '../../mail/smtp/pool';
import { EnvelopeSend } from '../../nodes/EnvelopeSend/EnvelopeSend.node';
import { alice, bob } from '../support/account';
import { type NodeResult, runNode } from '../support/engine';
import { type SmtpSink, startSmtpSink } from '../support/smtpSink';

let sink: SmtpSink;
beforeAll(async () => {
	sink = await startSmtpSink();
});
afterEach(closeSmtpPools);
afterAll(() => sink.close());

interface Case {
	parameters?: IDataObject;
	options?: IDataObject;
	credential?: IDataObject;
	json?: unknown;
	timezone?: string;
}

function run({ parameters, options = {}, credential, json, timezone }: Case): Promise<NodeResult> {
	const given: IDataObject = { options, ...parameters };
	return runNode({
		node: new EnvelopeSend(),
		parameters: {
			resource: 'message',
			operation: 'send',
			to: bob,
			subject: 'Hello',
			bodyFormat: 'text',
			text: 'How are you?',
			...given,
		},
		credential: {
			provider: 'custom',
			use: 'send',
			address: alice,
			smtpHost: '127.0.0.1',
			smtpPort: sink.port,
			smtpTls: 'none',
			...credential,
		},
		items: [{ json: (json ?? {}) as IDataObject }],
		timezone,
	});
}

/** The message as it came over the wire. */
async function wire(input: Case): Promise<string> {
	const before = sink.messages().length;
	const { error } = await run(input);
	expect(error).toBeUndefined();
	expect(sink.messages()).toHaveLength(before + 1);
	return sink.messages().at(-1)!.data.toString();
}

const sent = async (input: Case): Promise<ParsedMail> => simpleParser(await wire(input));

/** What the node says; nothing may have been sent. */
async function refusal(input: Case): Promise<string> {
	const before = sink.messages().length;
	const { error, outputs } = await run(input);
	expect(outputs).toEqual([]);
	expect(sink.messages()).toHaveLength(before);
	return error?.message ?? '';
}

describe('Fill Placeholders', () => {
	const json = { firstName: 'Jane <b>', order: { id: 'AB-1' } };
	const on = { fillPlaceholders: true };

	test('fills subject, text and HTML from the item', async () => {
		const parameters = {
			subject: 'Order {{order.id}}',
			bodyFormat: 'both',
			text: 'Dear {{firstName}}',
			html: '<p>Dear {{firstName}}</p>',
		};
		const mail = await sent({ parameters, options: on, json });
		expect(mail.subject).toBe('Order AB-1');
		expect(mail.text?.trim()).toBe('Dear Jane <b>');
		expect(mail.html).toBe('<p>Dear Jane &lt;b&gt;</p>');
	});

	test('fills Markdown, in which values stay text', async () => {
		const markdown = 'Dear **{{firstName}}**, https://x.test/{{order.id}}';
		const parameters = { bodyFormat: 'markdown', markdown };
		for (const allowHtmlInMarkdown of [false, true]) {
			const { html } = await sent({ parameters, options: { ...on, allowHtmlInMarkdown }, json });
			expect(html).toContain('<strong>Jane &lt;b&gt;</strong>');
			expect(html).toContain('href="https://x.test/AB-1"');
		}
	});

	test.each([
		['JSON', '{ "firstName": "Joe" }'],
		['an object', '={{ { firstName: "Joe" } }}'],
	])('fills from Template Data as %s', async (_, templateData) => {
		const parameters = { text: 'Dear {{firstName}}' };
		const { text } = await sent({ parameters, options: { ...on, templateData }, json });
		expect(text?.trim()).toBe('Dear Joe');
	});

	test('fills what an expression gives, and not what a value holds', async () => {
		const given = { template: 'Dear {{name}}', name: '{{secret}}', secret: 'x' };
		const parameters = { text: '={{ $json.template }}' };
		expect((await sent({ parameters, options: on, json: given })).text?.trim()).toBe(
			'Dear {{secret}}',
		);
	});

	test('leaves everything as it is without the option', async () => {
		for (const options of [{}, { fillPlaceholders: false }, { fillPlaceholders: 'false' }]) {
			const parameters = { text: 'Dear {{firstName}}, {{#}}' };
			expect((await sent({ parameters, options, json })).text).toContain('{{firstName}}, {{#}}');
		}
	});

	test('names what is unknown, or leaves it empty', async () => {
		const parameters = { subject: '{{nobody}}!', text: '{{nobody}}' };
		expect(await refusal({ parameters, options: on, json })).toMatch(
			/^(Subject|Text) has placeholders that the data does not have: \{\{nobody}}/,
		);
		const options = { ...on, allowUnknownPlaceholders: 'true' };
		expect((await sent({ parameters, options, json })).subject).toBe('!');
	});

	test.each([
		['{{#a', /^Text has a placeholder that is not closed/],
		['{{constructor}}', /^Text has placeholders .* \{\{constructor}}/],
		['{{order}}', /whose value is no text/],
	])('refuses the text %j', async (text, message) => {
		expect(await refusal({ parameters: { text }, options: on, json })).toMatch(message);
	});

	test.each(['{{{firstName}}}', '{{&firstName}}'])('refuses %s in HTML', async (html) => {
		const parameters = { bodyFormat: 'html', html };
		expect(await refusal({ parameters, options: on, json })).toMatch(/^HTML would insert/);
	});

	test.each(['\r\nBcc: evil@x.test', '\n', '\0', '\u2028'])(
		'refuses a value with %j in the subject',
		async (control) => {
			const parameters = { subject: 'Dear {{name}}' };
			const hostile = { name: `a${control}b` };
			expect(await refusal({ parameters, options: on, json: hostile })).toMatch(
				/^Subject has a line break or control character/,
			);
		},
	);

	test.each(['[1]', 'text', '42', '={{ [1] }}'])('refuses %j as its data', async (templateData) => {
		expect(await refusal({ options: { ...on, templateData } })).toMatch(
			/^Template Data must be an object/,
		);
	});
});

test('shows HTML in Markdown as text unless it is allowed', async () => {
	const parameters = { bodyFormat: 'markdown', markdown: '<b>x</b> [a](javascript:x)' };
	expect((await sent({ parameters })).html).toBe('<p>&lt;b&gt;x&lt;/b&gt; [a](javascript:x)</p>\n');
	const options = { allowHtmlInMarkdown: true };
	expect((await sent({ parameters, options })).html).toContain('<b>x</b>');
});

describe('The signature', () => {
	const credential = { signatureText: 'Alice', signatureHtml: '' };
	const text = async (options: IDataObject) =>
		(await sent({ options, credential })).text?.trimEnd();

	test('is the one of the account, or that of the options, or none', async () => {
		expect(await text({})).toBe('How are you?\n\n-- \nAlice');
		expect(await text({ appendSignature: true })).toBe('How are you?\n\n-- \nAlice');
		expect(await text({ signatureText: 'The team' })).toBe('How are you?\n\n-- \nThe team');
		expect(await text({ signatureHtml: '<i>Team</i>' })).toBe('How are you?\n\n-- \nTeam');
		for (const appendSignature of [false, 'false']) {
			expect(await text({ appendSignature, signatureText: 'x' })).toBe('How are you?');
		}
		expect((await sent({})).text?.trimEnd()).toBe('How are you?');
	});

	test('stands under rendered Markdown', async () => {
		const parameters = { bodyFormat: 'markdown', markdown: '**Hi**' };
		const mail = await sent({ parameters, credential });
		expect(mail.html).toMatch(/<strong>Hi<\/strong><\/p>\s*<div[^>]*>Alice<\/div>/);
		expect(mail.text?.trimEnd()).toBe('Hi\n\n-- \nAlice');
	});
});

describe('From Address', () => {
	const credential = { aliases: 'support@example.test' };

	test.each(['', '  ', alice, alice.toUpperCase(), 'support@example.test', 'SUPPORT@example.test'])(
		'may be %j',
		async (fromAddress) => {
			const { from } = await sent({ options: { fromAddress }, credential });
			expect(from?.value[0]?.address?.toLowerCase()).toBe(
				fromAddress.trim().toLowerCase() || alice,
			);
			expect(sink.messages().at(-1)?.mail).toContain(from?.value[0]?.address);
		},
	);

	test.each([
		'other@example.test',
		'support@example.test.evil.test',
		'x@evil.test(support@example.test)',
		'support@example.test, other@example.test',
		'"support@example.test" <evil@x.test>',
		'support@example.test\r\nBcc: evil@x.test',
	])('may not be %j', async (fromAddress) => {
		const message = await refusal({ options: { fromAddress }, credential });
		expect(message).toMatch(/^From Address (is|has)/);
	});

	test('that is not allowed says where it can be', async () => {
		expect(await refusal({ options: { fromAddress: 'other@example.test' } })).toMatch(
			/other@example\.test, which the account may not send as\..*aliases in the cred.*INVALID_ADDRESS/,
		);
	});
});

describe('The invitation', () => {
	const invited = (event: IDataObject): Case => ({
		options: { invitation: { event } },
		timezone: 'Asia/Kolkata',
	});
	const calendar = async (event: IDataObject) => {
		const { attachments } = await sent(invited(event));
		return attachments[1]!.content.toString().replaceAll('\r\n ', '').split('\r\n');
	};

	test('tolerates what expressions and models give', async () => {
		const event = {
			start: '={{ DateTime.fromISO("2026-12-01T09:00Z") }}',
			durationMinutes: '90',
			sequence: '1',
			title: null,
			description: 42,
		};
		expect(await calendar(event)).toEqual(
			expect.arrayContaining([
				'DTSTART:20261201T090000Z',
				'DTEND:20261201T103000Z',
				'SUMMARY:Hello',
				'DESCRIPTION:42',
				'SEQUENCE:1',
			]),
		);
	});

	test('takes dates, and the time zone of the workflow', async () => {
		const start = '={{ new Date(Date.UTC(2026, 11, 1, 9)) }}';
		expect(await calendar({ start })).toContain('DTSTART:20261201T090000Z');
		expect(await calendar({ start: '2026-12-01T10:00:00' })).toContain('DTSTART:20261201T043000Z');
	});

	test('that was added and not filled in is none', async () => {
		expect(await wire({ options: { invitation: {} } })).not.toContain('calendar');
	});

	test.each<[string, IDataObject, RegExp]>([
		['no start', {}, /^Start has ""/],
		['a start that is none', { start: 'tomorrow' }, /^Start has "tomorrow"/],
		['an object for one', { start: '={{ ({}) }}' }, /^Invitation: must be text/],
		['an end before it', { start: '2026-12-01T10:00', end: '2026-12-01T09:00' }, /ends before/],
		['no duration', { start: '2026-12-01T10:00', durationMinutes: 0 }, /^Invitation: Too small/],
		[
			'a zone that is none',
			{ start: '2026-12-01T10:00', timeZone: 'Mars' },
			/^Time Zone has "Mars"/,
		],
		['half a sequence', { start: '2026-12-01T10:00', sequence: 0.5 }, /^Invitation: Invalid/],
	])('refuses %s', async (_, event, message) => {
		expect(await refusal(invited(event))).toMatch(message);
	});

	test('has no lines of a stranger', async () => {
		const evil = 'a\r\nATTENDEE:mailto:evil@x.test\rEND:VEVENT\n';
		const event = { start: '2026-12-01T10:00', title: evil, location: evil, description: evil };
		const lines = await calendar(event);
		expect(lines.filter((line) => /^(ATTENDEE|END)/.test(line))).toHaveLength(3);
	});
});

test.each([
	'http://x.test',
	'https://x.test/\r\nBcc: evil@x.test',
	'mailto:a@x.test\nX: y',
	'leave',
])('Unsubscribe Link refuses %j', async (unsubscribeLink) => {
	expect(await refusal({ options: { unsubscribeLink } })).toMatch(/^Unsubscribe Link has/);
});
