import { simpleParser } from 'mailparser';
import { accountFromCredential } from '../../../../mail/account/settings';
import { closeImapPools } from '../../../../mail/imap/pool';
import { closeSmtpPools } from '../../../../mail/smtp/pool';
import { unsubscribe, type Unsubscribing } from '../../../../mail/mailbox/unsubscribe/unsubscribe';
import { alice, bob, credentialFor, users } from '../../../support/account';
import { eml } from '../../../support/eml';
import { failureOf } from '../../../support/failure';
import { type Internet, startInternet } from '../../../support/internet';
import { describeServers, type TestServer } from '../../../support/servers';

const HOST = 'list.example.test';
const LIST = `<https://${HOST}/leave?who=42>`;
const POST = 'List-Unsubscribe-Post: List-Unsubscribe=One-Click';
/** Above the line of the server that took the message in. */
const VERDICT = [
	'Authentication-Results: mx.example.test; dkim=pass header.d=example.test',
	'Received: from out.example.test (out.example.test [192.0.2.1]) by mx.example.test; Fri, 20 Nov 2026 10:00:00 +0000',
].join('\r\n');
const SIGNATURE =
	'DKIM-Signature: v=1; a=rsa-sha256; d=example.test; h=From:List-Unsubscribe:\r\n List-Unsubscribe-Post; b=x';

let internet: Internet;
let requests: { method: string | undefined; headers: NodeJS.Dict<unknown>; body: string }[];

beforeAll(async () => {
	internet = await startInternet(HOST);
});
afterAll(() => internet.close());

beforeEach(() => {
	requests = [];
	internet.dns.zone = { [HOST]: { A: ['127.0.0.1'] } };
	internet.sites = { [HOST]: answering(200) };
});

type Site = Internet['sites'][string];

function answering(status: number, headers: Record<string, string> = {}): Site {
	return (request, response) => {
		const body: Buffer[] = [];
		request.on('data', (chunk: Buffer) => body.push(chunk));
		request.on('end', () => {
			const { method, headers: sent } = request;
			requests.push({ method, headers: sent, body: Buffer.concat(body).toString() });
			response.writeHead(status, headers).end('<h1>Bye</h1>');
		});
	};
}

describeServers('unsubscribing', (start) => {
	let server: TestServer;

	let messageId: string;

	beforeAll(async () => {
		server = await start({ users });
	});

	beforeEach(() => {
		messageId = `${Math.random().toString(36).slice(2)}@example.test`;
	});

	afterAll(async () => {
		closeSmtpPools();
		await closeImapPools();
		await server?.close();
	});

	const signed = (...headers: string[]) => [VERDICT, SIGNATURE, ...headers];

	/** Delivers a message with some header lines, and leaves its list. */
	async function leave(headers: string[], changes: Partial<Unsubscribing> = {}) {
		await server.deliver(alice, eml({ messageId, headers }));
		return again(changes);
	}

	const again = (changes: Partial<Unsubscribing> = {}) =>
		unsubscribe({
			account: accountFromCredential(
				credentialFor(server, { authenticationServer: 'mx.example.test' }),
			),
			reference: messageId,
			method: 'automatic',
			dryRun: false,
			allowUnverified: false,
			post: internet.postForm(),
			...changes,
		});

	const leaveByClick = (changes: Partial<Unsubscribing> = {}) =>
		leave(signed(`List-Unsubscribe: ${LIST}`, POST), changes);

	const sent = async () => {
		const mails = await server.messages(alice, 'Sent');
		return Promise.all(mails.map(({ raw }) => simpleParser(raw)));
	};

	it('clicks once, by a POST that says nothing else', async () => {
		expect(await leaveByClick()).toEqual({
			success: true,
			method: 'oneClick',
			target: `https://${HOST}/leave?who=42`,
			status: 200,
			dryRun: false,
			note: expect.stringContaining(HOST),
		});
		expect(requests).toMatchObject([{ method: 'POST', body: 'List-Unsubscribe=One-Click' }]);
		expect(requests[0]?.headers).toEqual({
			host: expect.stringContaining(HOST),
			connection: 'close',
			'user-agent': 'n8n-nodes-envelope',
			'content-type': 'application/x-www-form-urlencoded',
			'content-length': '26',
		});
		expect(internet.requested().at(-1)).toBe(`${HOST}/leave?who=42`);
		expect(await again()).toMatchObject({ success: true });
	});

	it('does nothing in a dry run but say what it would do', async () => {
		const planned = await leaveByClick({ dryRun: true });
		expect(planned).toEqual({
			success: true,
			method: 'oneClick',
			target: `https://${HOST}/leave?who=42`,
			status: null,
			dryRun: true,
			note: expect.stringMatching(/Nothing was done.*POST.*list\.example\.test/),
		});
		expect(requests).toEqual([]);
		messageId = `mail.${messageId}`;
		const headers = signed('List-Unsubscribe: <mailto:leave@example.test?body=42>');
		const byMail = await leave(headers, { dryRun: true });
		expect(byMail).toMatchObject({ success: true, method: 'mailto', target: 'leave@example.test' });
		expect(byMail.mail).toEqual({ subject: 'unsubscribe', text: '42' });
		expect(await sent()).toEqual([]);
	});

	it.each([
		[204, undefined, true],
		[202, undefined, true],
		[404, 'refused the request (404)', false],
		[503, 'refused the request (503)', true],
		[429, 'refused the request (429)', true],
	])('knows by the status %d what became of it', async (status, problem, transient) => {
		internet.sites[HOST] = answering(status);
		if (problem === undefined) {
			expect(await leaveByClick()).toMatchObject({ success: true, status });
			return;
		}
		const error = await failureOf(leaveByClick());
		expect(error).toMatchObject({ code: 'UNSUBSCRIBE_FAILED', transient });
		expect(error.message).toContain(problem);
	});

	it.each([301, 302, 303, 307, 308])('follows no redirect (%d)', async (status) => {
		internet.sites[HOST] = answering(status, { Location: `https://${HOST}/elsewhere` });
		const error = await failureOf(leaveByClick());
		expect(error.message).toContain(`leading elsewhere (${status})`);
		expect(requests).toHaveLength(1);
	});

	it('takes the status of an answer that never ends', async () => {
		internet.sites[HOST] = (_request, response) => {
			const more = () => {
				while (!response.destroyed && response.write('x'.repeat(10_000)));
				response.once('drain', more);
			};
			more();
		};
		expect(await leaveByClick()).toMatchObject({ success: true, status: 200 });
	});

	it('does not wait for ever', async () => {
		internet.sites[HOST] = () => {};
		const error = await failureOf(leaveByClick({ post: internet.postForm({ patienceMs: 300 }) }));
		expect(error).toMatchObject({ code: 'UNSUBSCRIBE_FAILED', transient: true });
		expect(error.message).toContain('no answer in time');
	});

	it.each([
		['127.0.0.1', { A: ['127.0.0.1'] }],
		['10.1.2.3', { A: ['9.9.9.9', '10.1.2.3'] }],
		['169.254.169.254', { A: ['169.254.169.254'] }],
		['::1', { AAAA: ['::1'] }],
	])('connects to no private address (%s)', async (address, names) => {
		internet.dns.zone[HOST] = names;
		const error = await failureOf(leaveByClick({ post: internet.postForm({ strict: true }) }));
		expect(error).toMatchObject({ code: 'UNSUBSCRIBE_FAILED', transient: false });
		expect(error.message).toContain(`leads to ${address}, which is no public address`);
		expect(requests).toEqual([]);
	});

	it('asks the DNS once, so that no second answer leads elsewhere', async () => {
		const asked = internet.dns.asked().length;
		await leaveByClick();
		const questions = internet.dns.asked().slice(asked);
		expect(questions.filter((question) => question === `A ${HOST}`)).toHaveLength(1);
	});

	it.each([
		'https://127.0.0.1/leave',
		'https://[::1]/leave',
		'https://2130706433/leave',
		'https://0x7f.1/leave',
		'https://localhost/leave',
		`https://${HOST}:8443/leave`,
		`https://user:password@${HOST}/leave`,
	])('asks nothing of %s', async (url) => {
		const error = await failureOf(leave(signed(`List-Unsubscribe: <${url}>`, POST)));
		expect(error).toMatchObject({ code: 'UNSUBSCRIBE_FAILED', transient: false });
		expect(error.message).toContain('no plain https address');
		await expect(internet.postForm()(new URL(url), '')).rejects.toThrow('no plain https address');
		expect(requests).toEqual([]);
	});

	it('says that the DNS does not answer, and that there is no such host', async () => {
		internet.dns.zone[HOST] = { A: 'SERVFAIL' };
		expect(await failureOf(leaveByClick())).toMatchObject({ transient: true });
		internet.dns.zone[HOST] = {};
		expect((await failureOf(again())).message).toContain('has no address');
	});

	it('refuses a certificate for another host', async () => {
		internet.dns.zone['other.example.test'] = { A: ['127.0.0.1'] };
		const headers = signed('List-Unsubscribe: <https://other.example.test/>', POST);
		expect((await failureOf(leave(headers))).message).toContain('ERR_TLS_CERT_ALTNAME_INVALID');
	});

	it.each([
		['no verdict', [SIGNATURE], 'did not say so'],
		['a verdict against it', [VERDICT.replace('pass', 'fail'), SIGNATURE], 'said "fail"'],
		['no signature', [VERDICT], 'no signature (DKIM) covers'],
		['another signature', [VERDICT, SIGNATURE.replace(/h=[^;]*/, 'h=From')], 'no signature'],
	])('refuses fields that anybody may have written: %s', async (_, trust, why) => {
		const headers = [...trust, `List-Unsubscribe: ${LIST}`, POST];
		const error = await failureOf(leave(headers));
		expect(error).toMatchObject({ code: 'UNSUBSCRIBE_FAILED' });
		expect(error.message).toContain(why);
		expect(error.remedy).toContain('Allow Unverified Sender');
		expect(requests).toEqual([]);
		const planned = await again({ dryRun: true });
		expect(planned).toMatchObject({ success: false, method: 'oneClick', dryRun: true });
		expect(planned.note).toContain('Allow Unverified Sender');
		expect(await again({ allowUnverified: true })).toMatchObject({ success: true, status: 200 });
	});

	it('sends a mail, once, from the account', async () => {
		const mailto = `<mailto:${bob}?subject=Leave%20list&body=member%2042&cc=${alice}>`;
		const result = await leave(signed(`List-Unsubscribe: ${mailto}`));
		expect(result).toMatchObject({ success: true, method: 'mailto', target: bob, status: null });
		expect(await again()).toMatchObject({ note: expect.stringContaining('was sent before') });
		const mails = await sent();
		expect(mails).toMatchObject([{ subject: 'Leave list', text: 'member 42\n' }]);
		expect(mails[0]).toMatchObject({ from: { text: alice }, to: { text: bob } });
		expect(mails[0]?.cc).toBeUndefined();
	});

	it('goes the way that is wanted, and no other', async () => {
		const both = signed(`List-Unsubscribe: <mailto:${bob}>, ${LIST}`, POST);
		expect(await leave(both, { dryRun: true })).toMatchObject({ method: 'oneClick' });
		expect(await again({ method: 'mailto', dryRun: true })).toMatchObject({ target: bob });
		messageId = `mail.${messageId}`;
		const byMail = leave(signed(`List-Unsubscribe: <mailto:${bob}>`), { method: 'oneClick' });
		const error = await failureOf(byMail);
		expect(error.message).toContain('offers mail, and not one click');
	});

	it('does not look for links in the text', async () => {
		await server.deliver(alice, eml({ messageId, body: `Unsubscribe: https://${HOST}/leave` }));
		const error = await failureOf(again());
		expect(error).toMatchObject({ code: 'UNSUBSCRIBE_FAILED', transient: false });
		expect(error.message).toContain('no List-Unsubscribe field');
		expect(await again({ dryRun: true })).toMatchObject({ success: false, method: null });
		expect(requests).toEqual([]);
	});

	it('says of a message that is not there that it is not', async () => {
		const reference = '<gone@example.test>';
		expect(await failureOf(again({ reference }))).toMatchObject({ code: 'MESSAGE_NOT_FOUND' });
	});
});
