import { alice, bob } from '../support/account';
import { type Attacked, startAttacked } from '../support/attacked';
import { putOriginals } from '../support/original';
import { describeServers } from '../support/servers';
import { readWire } from '../support/wire';

const evil = 'evil@evil.test';

const texts = [
	...['\r', '\n', '\r\n', '\0', '\u0085', '\u2028', '\u2029'].map(
		(control) => `x${control}Bcc: ${evil}${control}${control}body`,
	),
	`"> <${evil}>, "`,
	`x>\r\nRCPT TO:<${evil}>\r\n.\r\nMAIL FROM:<${evil}>\r\n`,
	`${evil}, <${evil}> (${evil}) ;`,
	'"; name="evil\\',
];

/** The ways to hide anything in a header: RFC 2047, RFC 2231, and the second one in pieces. */
const word = (text: string) => `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`;
const percent = (text: string) =>
	[...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
const parameter = (name: string, text: string) => [
	`; ${name}="${word(text)}"`,
	`; ${name}*=utf-8''${percent(text)}`,
	`;\r\n ${name}*0*=utf-8''${percent(text.slice(0, 4))};\r\n ${name}*1*=${percent(text.slice(4))}`,
];

interface Fields {
	header?: Record<string, string>;
	/** What stands behind the type of the attached file, and behind its disposition. */
	type?: string;
	disposition?: string;
	contentId?: string;
}

/** A message with text, HTML and a file that the HTML shows. */
function original({ header, type = 'image/png', disposition = '', contentId = '<i>' }: Fields) {
	const fields = {
		From: `Bob <${bob}>`,
		To: `Alice <${alice}>`,
		Subject: 'Hello',
		'Message-ID': '<original@example.test>',
		...header,
		'MIME-Version': '1.0',
		'Content-Type': 'multipart/related; boundary=b',
	};
	return [
		...Object.entries(fields).map(([name, value]) => `${name}: ${value}`),
		...['', '--b', 'Content-Type: text/html', '', '<p>Hi <img src="cid:i"></p>'],
		...['--b', `Content-Type: ${type}`, `Content-Disposition: attachment${disposition}`],
		...[`Content-ID: ${contentId}`, '', 'pixels', '--b--', ''],
	].join('\r\n');
}

/** By what of the message is hostile. */
const hostile: Record<string, string[]> = {
	Subject: texts.map((text) => original({ header: { Subject: word(text) } })),
	From: texts.map((text) => original({ header: { From: `${word(text)} <${bob}>` } })),
	'Reply-To': texts.map((text) => original({ header: { 'Reply-To': `${word(text)} <${bob}>` } })),
	'To and Cc': texts.map((text) =>
		original({ header: { To: `${word(text)} <${alice}>`, Cc: `${word(text)} <${bob}>` } }),
	),
	'Message-ID': texts.map((text) => original({ header: { 'Message-ID': `<${word(text)}@x>` } })),
	'References and In-Reply-To': texts.map((text) =>
		original({ header: { References: `<${word(text)}> <a@b>`, 'In-Reply-To': word(text) } }),
	),
	Date: texts.map((text) => original({ header: { Date: word(text) } })),
	'the file name': texts.flatMap((text) =>
		parameter('filename', text).map((disposition) => original({ disposition })),
	),
	'the name of the type': texts.map((text) =>
		original({ type: `image/png${parameter('name', text)[0]}` }),
	),
	'the charset': texts.map((text) =>
		original({ type: `text/csv${parameter('charset', text)[1]}` }),
	),
	'the type': texts.map((text) => original({ type: `image/${word(text)}` })),
	'the Content-ID': texts.map((text) => original({ contentId: `<i${word(text)}>` })),
};

const ofContent = [
	'content-type',
	'content-transfer-encoding',
	'content-disposition',
	'content-id',
];
const ofAnswer = [
	...['from', 'to', 'cc', 'subject', 'date', 'message-id', 'in-reply-to', 'references'],
	...['mime-version', 'content-type', 'content-transfer-encoding'],
];
const resent = ['resent-date', 'resent-from', 'resent-to', 'resent-message-id'];

const ways = {
	'an answer': { operation: 'reply' },
	'an answer to all': { operation: 'replyAll' },
	'a forwarded message': { operation: 'forward', forwardAs: 'inline' },
	'an attached message': { operation: 'forward', forwardAs: 'attachment' },
	'a redirected message': { operation: 'redirect' },
};

describeServers('Of a hostile original', (start) => {
	let attacked: Attacked;
	beforeAll(async () => {
		attacked = await startAttacked(start);
	});
	afterAll(() => attacked?.close());

	describe.each(Object.entries(hostile))('%s', (_, originals) => {
		let ids: string[];
		beforeAll(async () => {
			ids = await putOriginals(attacked.server, originals);
		});

		test.each(Object.entries(ways))('leaves the header of %s ours', async (_way, parameters) => {
			const { sink, send } = attacked;
			const before = sink.messages().length;
			const body = { bodyFormat: 'both', text: 'Yes', html: '<p>Yes</p>' };
			const json = await send(
				{ ...parameters, ...body, message: '={{ $json.id }}' },
				ids.map((id) => ({ json: { id } })),
			);
			expect(json.filter(({ status }) => status !== 'delivered')).toEqual([]);
			const messages = sink.messages().slice(before);
			expect(messages).toHaveLength(originals.length);
			const isRedirected = parameters.operation === 'redirect';
			for (const { mail, rcpt, data } of messages) {
				expect([mail.split(' ', 1)[0], rcpt]).toEqual([`FROM:<${alice}>`, [`TO:<${bob}>`]]);
				const { fields, partFields, addresses } = await readWire(data);
				const allowed = isRedirected ? [...resent, ...ofAnswer, 'reply-to'] : ofAnswer;
				expect(fields.filter((name) => !allowed.includes(name))).toEqual([]);
				expect(fields).toHaveLength(new Set(fields).size);
				expect(partFields.flat().filter((name) => !ofContent.includes(name))).toEqual([]);
				if (!isRedirected) expect(addresses.filter((one) => one === evil)).toEqual([]);
			}
		});
	});

	test('no command is the stranger’s', () => {
		const commands = attacked.sink.commands();
		expect(commands.filter((line) => line.includes('evil'))).toEqual([]);
		const count = (name: string) => commands.filter((line) => line.startsWith(name)).length;
		const { length } = attacked.sink.messages();
		expect([count('MAIL'), count('RCPT'), count('DATA')]).toEqual([length, length, length]);
	});
});
