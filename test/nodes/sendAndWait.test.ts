import type { IDataObject } from 'n8n-workflow';
import { closeSmtpPools } from '../../mail/smtp/pool';
import { bob, users } from '../support/account';
import { arrived } from '../support/arrived';
import type { NodeRun } from '../support/engine';
import { runSend } from '../support/sendNode';
import { describeServers, type TestServer } from '../support/servers';

describeServers('Send and Wait for Response', (start) => {
	let server: TestServer;

	beforeAll(async () => {
		server = await start({ users });
	});

	afterEach(closeSmtpPools);
	afterAll(() => server?.close());

	const ask = (subject: string, parameters: IDataObject = {}, run: Partial<NodeRun> = {}) =>
		runSend(
			server,
			{ operation: 'sendAndWait', subject, message: 'May it go out?', ...parameters },
			run,
		);

	/** The links of a mail, by the words of their buttons. */
	async function linksOf(subject: string): Promise<Record<string, URL>> {
		const [mail] = await arrived(server, subject);
		const buttons = String(mail?.html).matchAll(/<a href="([^"]+)"[^>]*>([^<]+)<\/a>/g);
		return Object.fromEntries(
			[...buttons].map(([, url = '', label = '']) => [label, new URL(decoded(url))]),
		);
	}

	it('sends a mail with the message and a link for each button, as text and as HTML', async () => {
		const { error, json } = await ask('two buttons', { message: 'Line one\n  <b>line</b> two' });
		expect(error).toBeUndefined();
		expect(json).toMatchObject([{ success: true, accepted: [bob] }]);
		const [mail] = await arrived(server, 'two buttons');
		const links = await linksOf('two buttons');
		expect(Object.keys(links)).toEqual(['Approve', 'Decline']);
		for (const [label, { href }] of Object.entries(links)) {
			expect(mail?.text).toContain(`${label}:\n${href}`);
		}
		expect(mail?.text).toContain('Line one\n  <b>line</b> two');
		expect(mail?.html).toContain('Line one<br>  &lt;b&gt;line&lt;&#x2F;b&gt; two<br>');
	});

	it('signs each link for its own choice', async () => {
		await ask('signed');
		const { Approve, Decline } = await linksOf('signed');
		expect(Approve?.pathname).toMatch(/^\/webhook-waiting\/[^/]+\/n2$/);
		expect(Approve?.searchParams.get('choice')).toBe('approve');
		expect(Decline?.searchParams.get('choice')).toBe('disapprove');
		expect(Approve?.searchParams.get('question')).toMatch(/^[0-9a-f]{32}$/);
		const signatures = [Approve, Decline].map((url) => url?.searchParams.get('signature'));
		expect(new Set(signatures).size).toBe(2);
		expect(signatures[0]).toMatch(/^[0-9a-f]{64}$/);
	});

	it('has one button for "approve only", with a label of its own', async () => {
		await ask('one button', { approvalType: 'single', options: { approveLabel: 'Seen & read' } });
		expect(Object.keys(await linksOf('one button'))).toEqual(['Seen &amp; read']);
	});

	it('has one link to a form', async () => {
		await ask('free text', { responseType: 'freeText', options: { respondLabel: 'Write' } });
		expect(Object.keys(await linksOf('free text'))).toEqual(['Write']);
	});

	it('says until when it is open', async () => {
		const limitWaitTime = { values: { limitType: 'afterTimeInterval', resumeAmount: 2 } };
		await ask('open until', { options: { limitWaitTime } });
		const [mail] = await arrived(server, 'open until');
		expect(mail?.text).toMatch(/Open until \w+day.* \d{4} at \d\d:\d\d /);
	});

	it('is open without end where the limit was added and not filled in', async () => {
		const { error } = await ask('no limit', { options: { limitWaitTime: {} } });
		expect(error).toBeUndefined();
		const [mail] = await arrived(server, 'no limit');
		expect(mail?.text).toContain('Approve');
		expect(mail?.text).not.toContain('Open until');
	});

	it('uses the sender of the options', async () => {
		await ask('sender', { options: { fromName: 'Orders', replyTo: 'orders@example.test' } });
		const [mail] = await arrived(server, 'sender');
		expect(mail?.from?.value[0]?.name).toBe('Orders');
		expect(mail?.replyTo?.text).toBe('orders@example.test');
	});

	it('asks about one item only, and sends nothing where there are more', async () => {
		const items = [{ json: {} }, { json: {} }];
		const { error } = await ask('two items', {}, { items });
		expect(error?.message).toMatch(
			/2 items came in\..*Loop Over Items.*Execute Once.*INVALID_FIELD/,
		);
		const stored = await server.messages(bob);
		expect(stored.map(({ raw }) => raw.toString()).join('')).not.toContain('two items');
	});

	it('gives the error as an item where the node continues on fail', async () => {
		const { json } = await ask(
			'refused',
			{ to: 'no address' },
			{ onError: 'continueRegularOutput' },
		);
		expect(json).toMatchObject([{ success: false, error: { code: 'INVALID_ADDRESS' } }]);
	});

	const form = (...values: IDataObject[]) => ({
		responseType: 'customForm',
		formFields: { values },
	});
	const json = (formJson: unknown) => ({
		responseType: 'customForm',
		defineForm: 'json',
		formJson: formJson as string,
	});
	const limit = (values: IDataObject) => ({ options: { limitWaitTime: { values } } });

	it.each<[string, IDataObject, RegExp]>([
		['a form without fields', form(), /Form Fields: Add at least one field/],
		['a field without a label', form({ fieldLabel: ' ' }), /Form Fields: A field needs a label/],
		['two fields of one name', form({ fieldLabel: 'a' }, { fieldLabel: 'a ' }), /the same label/],
		['a name that the output has', form({ fieldLabel: 'timedOut' }), /That name is taken/],
		['a name that is no key', form({ fieldLabel: '__proto__' }), /That name is taken/],
		['a list without options', form({ fieldLabel: 'a', fieldType: 'radio' }), /needs options/],
		['JSON that is none', json('[{'), /Form Fields \(JSON\): must be a list of fields/],
		['JSON that is no list', json('{"fieldLabel":"a"}'), /must be a list of fields/],
		['JSON with an unknown type', json([{ fieldLabel: 'a', fieldType: 'file' }]), /Form Fields/],
		[
			'too many fields',
			json(Array.from({ length: 51 }, (_, i) => ({ fieldLabel: i }))),
			/at most 50 fields/,
		],
		['a message that is empty', { message: '={{ null }}' }, /Message: is empty/],
		['a message that is too long', { message: 'x'.repeat(100_001) }, /Message: /],
		[
			'a time that has passed',
			limit({ limitType: 'atSpecifiedTime', maxDateAndTime: '2020-01-01' }),
			/Limit Wait Time has passed/,
		],
		[
			'a time that is none',
			limit({ limitType: 'atSpecifiedTime', maxDateAndTime: 'soon' }),
			/Limit Wait Time is not a time/,
		],
		[
			'no time at all',
			limit({ limitType: 'atSpecifiedTime', maxDateAndTime: '' }),
			/Limit Wait Time is not a time/,
		],
		[
			'an endless time',
			limit({ resumeAmount: 1e15, resumeUnit: 'days' }),
			/Limit Wait Time is not a time/,
		],
		[
			'a label that is too long',
			{ options: { approveLabel: 'x'.repeat(501) } },
			/Approve Button Label/,
		],
	])('refuses %s before anything is sent', async (what, parameters, message) => {
		const subject = `Refused: ${what}`;
		const { error } = await ask(subject, parameters);
		expect(error?.message).toMatch(message);
		expect(error?.message).toContain('INVALID_FIELD');
		const stored = await server.messages(bob);
		expect(stored.map(({ raw }) => raw.toString()).join('')).not.toContain(subject);
	});
});

const decoded = (html: string) =>
	html
		.replaceAll('&amp;', '&')
		.replaceAll(/&#x([0-9A-F]+);/g, (_, hex: string) =>
			String.fromCodePoint(Number.parseInt(hex, 16)),
		);
