import { parseMessage } from '../../../../mail/message/parse';
import type { Kind } from '../../../../mail/message/reading/kind';
import { eml } from '../../../support/eml';
import { multipart, part } from '../../../support/mime';

const kindOf = async (headers: string[], body = 'Hello\r\n') => {
	const { kind } = await parseMessage(Buffer.from(`${headers.join('\r\n')}\r\n\r\n${body}`));
	return kind;
};

const person = 'From: Jane <jane@example.test>';
const daemon = 'From: Mail Delivery System <MAILER-DAEMON@mx.example.test>';
const nobody = 'Return-Path: <>';

describe('by its header', () => {
	test.each<[Kind, string, string[]]>([
		['human', 'nothing but a person', [person, 'Subject: Hello']],
		['human', 'what says that no machine wrote it', [person, 'Auto-Submitted: no']],
		['autoReply', 'RFC 3834', [person, 'Auto-Submitted: auto-replied (vacation)']],
		['autoReply', 'a notice', [person, 'Auto-Submitted: auto-generated']],
		['autoReply', 'an old program', [person, 'Precedence: auto_reply']],
		['autoReply', 'Exchange', [person, 'X-Auto-Response-Suppress: All']],
		['autoReply', 'X-Autoreply', [person, 'X-Autoreply: yes']],
		['human', 'X-Autoreply: no', [person, 'X-Autoreply: no']],
		['autoReply', 'its subject alone', [person, 'Subject: Automatic reply: Offer']],
		['autoReply', 'a German one', [person, 'Subject: Abwesenheitsnotiz: Angebot']],
		[
			'human',
			'an answer to an answer of a machine',
			[person, 'Subject: Re: Automatic reply: Offer'],
		],
		['human', 'a person on the same matter', [person, 'Subject: Out of office next week?']],
		['list', 'RFC 2919', [person, 'List-Id: <news.example.test>']],
		['list', 'RFC 2369', [person, 'List-Unsubscribe: <mailto:leave@example.test>']],
		['list', 'bulk', [person, 'Precedence: bulk']],
		['list', 'a notice of a list', [person, 'Auto-Submitted: auto-generated', 'List-Id: <a.test>']],
		[
			'autoReply',
			'an answer by a list',
			[person, 'Auto-Submitted: auto-replied', 'List-Id: <a.test>'],
		],
		['invite', 'a calendar', [person, 'Content-Type: text/calendar; method=REQUEST']],
		['invite', 'a cancellation', [person, 'Content-Type: TEXT/CALENDAR; METHOD="cancel"']],
		['human', 'a calendar to look at', [person, 'Content-Type: text/calendar; method=PUBLISH']],
		['bounce', 'qmail', [nobody, daemon, 'Subject: failure notice']],
		['bounce', 'no title but nobody behind it', [nobody, daemon, 'Subject: Your message']],
		['bounce', 'a delay', [nobody, daemon, 'Subject: Warning: message 1x-y delayed 24 hours']],
		['bounce', 'Exim', [daemon, 'X-Failed-Recipients: a@example.test', 'Subject: x']],
		['bounce', 'Exchange', ['From: postmaster@example.test', 'Subject: Undeliverable: Offer']],
		['bounce', 'German', [nobody, person, 'Subject: Unzustellbar: Angebot']],
		['bounce', 'Gmail, delayed', [daemon, 'Subject: Delivery Status Notification (Delay)']],
		['human', 'a person on a bounce', [person, 'Subject: Undelivered Mail Returned to Sender']],
		['human', 'a person on a failure', [person, 'Subject: Delivery failed, please help']],
		['human', 'an answer to a bounce', [nobody, person, 'Subject: Re: Undeliverable: Offer']],
		['human', 'a postmaster', ['From: postmaster@example.test', 'Subject: Your new mailbox']],
		[
			'human',
			'a postmaster who answers',
			['From: postmaster@a.test', 'Subject: Re: Undeliverable'],
		],
		[
			'human',
			'a name that looks alike',
			['From: Daemon Mailer <daemon.m@example.test>', 'Subject: Hi'],
		],
		['autoReply', 'vacation without a sender', [nobody, person, 'Auto-Submitted: auto-replied']],
		['complaint', "Microsoft's", [person, 'Subject: complaint about message from 192.0.2.1']],
		['human', 'a person who complains', [person, 'Subject: Complaint about your message']],
	])('%s: %s', async (kind, _what, headers) => {
		expect(await kindOf(headers)).toBe(kind);
	});
});

describe('by its parts', () => {
	const report = (type: string, status: string) =>
		multipart(
			`report; report-type=${type}`,
			'b',
			part(['Content-Type: text/plain'], 'What happened.'),
			part(['Content-Type: message/delivery-status'], status),
			part(['Content-Type: message/rfc822'], eml()),
		);
	const failed =
		'Reporting-MTA: dns; mx.example.test\r\n\r\nFinal-Recipient: rfc822; a@b.test\r\nAction: ';

	test.each<[Kind, string, string]>([
		['bounce', 'delivery-status', `${failed}failed\r\n`],
		['bounce', '"Delivery-Status"', `${failed}delayed\r\n`],
		['autoReply', 'delivery-status', `${failed}delivered\r\n`],
		['bounce', 'delivery-status', `${failed}delivered\r\n\r\nAction: failed\r\n`],
		['complaint', 'feedback-report', ''],
		['autoReply', 'disposition-notification', ''],
		['autoReply', 'tlsrpt', ''],
	])('%s: report-type=%s', async (kind, type, status) => {
		const { headers, body } = report(type, status);
		expect(await kindOf([person, ...headers], body)).toBe(kind);
	});

	test('a bounce that a person passes on is what the person wrote', async () => {
		const { headers: inner, body: innerBody } = report('delivery-status', `${failed}failed\r\n`);
		const bounce = [nobody, daemon, 'Subject: failure notice', ...inner, '', innerBody].join(
			'\r\n',
		);
		const { headers, body } = multipart(
			'mixed',
			'a',
			part(['Content-Type: text/plain'], 'What is this?'),
			part(['Content-Type: message/rfc822'], bounce),
		);
		expect(await kindOf([person, 'Subject: Fwd: failure notice', ...headers], body)).toBe('human');
	});

	test('an invitation beside its text', async () => {
		const { headers, body } = multipart(
			'alternative',
			'b',
			part(['Content-Type: text/plain'], 'Lunch?'),
			part(['Content-Type: text/calendar; charset=utf-8; method=REQUEST'], 'BEGIN:VCALENDAR'),
		);
		expect(await kindOf([person, ...headers], body)).toBe('invite');
	});
});

test('hostile headers take no time', async () => {
	const long = (piece: string) => piece.repeat(900_000 / piece.length);
	for (const piece of ['auto', 'delivery ', 'not ', 'mail', '<', ' ', 'automatic reply']) {
		expect(await kindOf([`From: ${long(piece)}`, `Subject: ${long(piece)}`])).toEqual(
			expect.any(String),
		);
	}
});
