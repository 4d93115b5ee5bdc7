import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import { closeSmtpPools } from '../../mail/smtp/pool';
import { bob, credentialFor, users } from '../support/account';
import { runSend } from '../support/sendNode';
import { describeServers, type TestServer } from '../support/servers';

const SECRET = 'what the file and the URL hold';

/** Expressions can put anything into any field; here it comes with the item. */
const given = '={{ $json.given }}';
const giving = (value: unknown) => ({ items: [{ json: { given: value } as IDataObject }] });

describeServers('Envelope Send with hostile input', (start) => {
	let server: TestServer;
	beforeAll(async () => {
		server = await start({ users });
	});
	afterEach(closeSmtpPools);
	afterAll(() => server?.close());

	/** All that Bob has got, after a message that was sent last. */
	async function everythingSent(): Promise<string> {
		const { json } = await runSend(server);
		const last = json[0]?.messageId as string;
		for (;;) {
			const sent = (await server.messages(bob)).map(({ raw }) => raw.toString('latin1')).join('\n');
			if (sent.includes(last)) return sent;
			await new Promise((resolve) => setTimeout(resolve, 100));
		}
	}

	describe.each(['\r\nBcc: alice@example.test\r\n', '\r', '\n', '\0', '\u0085', '\u2028'])(
		'%j is refused, and nothing is sent,',
		(control) => {
			const evil = `evil${control}text`;
			const address = `bob${control}@example.test`;
			test.each<[string, IDataObject, unknown]>([
				['in To', { to: given }, address],
				['in a name in To', { to: given }, `"${evil}" <${bob}>`],
				['in an object in To', { to: given }, [{ name: evil, address: bob }]],
				['in the subject', { subject: given }, evil],
				['in CC', { options: { cc: given } }, address],
				['in BCC', { options: { bcc: given } }, address],
				['in Reply To', { options: { replyTo: given } }, address],
				['in From Name', { options: { fromName: given } }, evil],
				['in the name of a header', { options: header(given, 'x') }, evil],
				['in the value of a header', { options: header('X-Evil', given) }, evil],
			])('%s', async (_, parameters, value) => {
				const hostile = { text: 'hostile', ...parameters };
				const { error, outputs } = await runSend(server, hostile, giving(value));
				expect(outputs).toEqual([]);
				expect(error?.message).toMatch(/line break or control character.*INVALID_FIELD/);
			});
		},
	);

	test('of all that, nothing was sent', async () => {
		expect(await everythingSent()).not.toMatch(/hostile|evil/i);
		expect(await server.messages('alice@example.test')).toEqual([]);
	});

	test('in the sender name of the account is refused, too', async () => {
		const credential = credentialFor(server, { senderName: 'Alice\r\nBcc: evil@example.test' });
		const { error } = await runSend(server, {}, { credential });
		expect(error?.message).toContain('The name in From has a line break');
	});

	test.each<[string, IDataObject, unknown]>([
		['a subject that is an object', { subject: given }, { path: '/etc/passwd' }],
		['a text that is an object', { text: given }, { path: '/etc/passwd' }],
		['an HTML that is an object', { bodyFormat: 'html', html: given }, { href: 'http://x.test' }],
		[
			'a prepared header',
			{ options: header('X-Evil', given) },
			{ prepared: true, value: 'a\r\nb' },
		],
		['an unknown priority', { options: { priority: given } }, 'urgent\r\nX: y'],
		['an unknown body format', { bodyFormat: given }, 'raw'],
	])('refuses %s', async (_, parameters, value) => {
		const { error, outputs } = await runSend(server, parameters, giving(value));
		expect(outputs).toEqual([]);
		expect(error?.message).toContain('INVALID_FIELD, phase: settings');
	});

	describe('never reads', () => {
		let directory: string;
		let file: string;
		let web: Server;
		let url: string;
		const requests: string[] = [];

		beforeAll(async () => {
			directory = await mkdtemp(join(tmpdir(), 'envelope-hostile-'));
			file = join(directory, 'secret.txt');
			writeFileSync(file, SECRET);
			web = createServer(({ url: path = '' }, response) => {
				requests.push(path);
				response.end(SECRET);
			});
			await once(web.listen(0, '127.0.0.1'), 'listening');
			url = `http://127.0.0.1:${(web.address() as AddressInfo).port}/secret`;
		});

		afterAll(async () => {
			web.close();
			await rm(directory, { recursive: true });
		});

		test('a file or a URL, whatever field it stands in', async () => {
			for (const place of [file, url]) {
				const objects = [{ path: place }, { href: place }, { raw: { path: place } }];
				for (const text of [place, ...objects.map((object) => JSON.stringify(object))]) {
					const html = `${text}<img src="${place}"><link rel="stylesheet" href="${place}">`;
					await runSend(server, { bodyFormat: 'both', text: given, html }, giving(text));
				}
				for (const attachments of [objects, objects[0], place]) {
					await runSend(server, { options: { attachments: given } }, giving(attachments));
				}
			}
			const sent = await everythingSent();
			expect(sent).toContain(file);
			expect(sent).not.toContain(SECRET);
			expect(sent).not.toContain(Buffer.from(SECRET).toString('base64'));
			expect(requests).toEqual([]);
		});
	});
});

function header(name: string, text: string): IDataObject {
	return { headers: { header: [{ name, value: text }] } };
}
