import type { IDataObject } from 'n8n-workflow';
import type { ParsedMail } from 'mailparser';
import { closeSmtpPools } from '../../mail/smtp/pool';
import { bob, credentialFor, users } from '../support/account';
import { arrived } from '../support/arrived';
import { runSend } from '../support/sendNode';
import { describeServers, type TestServer } from '../support/servers';

describeServers('What Envelope Send writes', (start) => {
	let server: TestServer;
	beforeAll(async () => {
		server = await start({ users });
	});
	afterEach(closeSmtpPools);
	afterAll(() => server?.close());

	async function sent(parameters: IDataObject, credential: IDataObject = {}): Promise<ParsedMail> {
		const subject =
			(parameters.subject as string | undefined) ?? expect.getState().currentTestName!;
		const { error } = await runSend(
			server,
			{ ...parameters, subject },
			{ credential: credentialFor(server, credential) },
		);
		expect(error).toBeUndefined();
		return (await arrived(server, subject))[0]!;
	}

	test('Markdown arrives as HTML and text', async () => {
		const markdown = '# Hi\n\nSee [the shop](https://x.test/) & **more**';
		const { html, text } = await sent({ bodyFormat: 'markdown', markdown });
		expect(html).toContain('<strong>more</strong>');
		expect(text).toContain('Hi\n\nSee the shop [https://x.test/] & more');
	});

	test('the signature of the account arrives under HTML and text', async () => {
		const signature = { signatureText: 'Alice\nExample', signatureHtml: '<b>Alice</b>' };
		const body = { bodyFormat: 'html', html: '<body><p>Hello</p></body>' };
		const { html, text } = await sent(body, signature);
		expect(html).toMatch(/<p>Hello<\/p>\s*<div[^>]*><b>Alice<\/b><\/div>\s*<\/body>/);
		expect(text).toBe('Hello\n\n-- \nAlice\nExample\n');
	});

	test.each(['', ' \n'])('HTML arrives as text, too, where Text is %j', async (blank) => {
		const body = { bodyFormat: 'both', text: blank, html: '<p>Hello</p>' };
		const { html, text } = await sent(body, { signatureText: 'Alice' });
		expect(html).toMatch(/<p>Hello<\/p>\s*<div[^>]*>Alice<\/div>/);
		expect(text).toBe('Hello\n\n-- \nAlice\n');
	});

	test('an alias of the account is the sender', async () => {
		const options = { fromAddress: 'Support@Example.test', fromName: 'Support' };
		const { from } = await sent({ options }, { aliases: 'a@example.test, support@example.test' });
		expect(from?.value).toEqual([{ name: 'Support', address: 'Support@example.test' }]);
	});

	test('an invitation arrives as an alternative and as a file', async () => {
		const event = { title: 'Kick-off', start: '2026-12-01T10:00', timeZone: 'Europe/Berlin' };
		const { attachments } = await sent({ options: { invitation: { event } } });
		expect(attachments.map(({ contentType }) => contentType)).toEqual([
			'text/calendar',
			'application/ics',
		]);
		for (const { content } of attachments) {
			const text = content.toString().replaceAll('\r\n ', '');
			expect(text).toContain('\r\nDTSTART:20261201T090000Z\r\nDTEND:20261201T100000Z\r\n');
			expect(text).toContain(`:MAILTO:${bob}\r\n`);
			expect(text).toContain('\r\nMETHOD:REQUEST\r\n');
		}
	});

	test('the link to leave a list works with one click', async () => {
		const unsubscribeLink = `https://x.test/leave?id=${'a'.repeat(100)}, mailto:leave@x.test`;
		const { headers } = await sent({ options: { unsubscribeLink } });
		expect(headers.get('list')).toMatchObject({
			unsubscribe: { url: unsubscribeLink.split(', ')[0], mail: 'leave@x.test' },
			'unsubscribe-post': { name: 'List-Unsubscribe=One-Click' },
		});
	});
});
