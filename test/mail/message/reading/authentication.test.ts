import type { TrustedServers } from '../../../../mail/account/trustedServers';
import { parseMessage } from '../../../../mail/message/parse';
import type { Authentication } from '../../../../mail/message/reading/authentication';

const known = (...names: string[]): TrustedServers => ({ names, nameless: false, known: true });
const guessed = (...names: string[]): TrustedServers => ({ names, nameless: false, known: false });
const google = known('google.com');
const microsoft: TrustedServers = { names: ['outlook.com'], nameless: true, known: true };
const own = guessed('example.org');

const read = async (header: string, trustedServers?: TrustedServers): Promise<Authentication> => {
	const source = `${header.trim().replaceAll('\n', '\r\n')}\r\nFrom: a@sender.test\r\n\r\nHi\r\n`;
	return (await parseMessage(Buffer.from(source), { trustedServers })).authentication;
};

const none = { spf: null, dkim: null, dmarc: null, server: null };

describe('as providers write it', () => {
	test('Gmail, below its own Received', async () => {
		const header = `
Delivered-To: me@gmail.com
Received: by 2002:a05:7300:1234:b0:100:abcd:1234 with SMTP id k1csp1;
        Mon, 24 Jun 2019 15:30:00 -0700 (PDT)
X-Received: by 2002:a63:610f:: with SMTP id v15mr4.128.155; Mon, 24 Jun 2019 15:29:59 -0700 (PDT)
ARC-Authentication-Results: i=1; mx.google.com; dkim=fail header.i=@sender.test; dmarc=fail
Return-Path: <prvs=1078=a@sender.test>
Received: from mx0a.pphosted.com (mx0a.pphosted.com. [67.231.145.42])
        by mx.google.com with ESMTPS id t190si1.191.2019.06.24.15.29.59
        for <me@gmail.com>; Mon, 24 Jun 2019 15:29:59 -0700 (PDT)
Received-SPF: pass (google.com: domain of a@sender.test designates 67.231.145.42 as permitted sender)
Authentication-Results: mx.google.com;
       dkim=pass header.i=@sender.test header.s=s1 header.b=N5uvdv1C;
       spf=pass (google.com: domain of prvs=1078=a@sender.test designates 67.231.145.42 as permitted
        sender) smtp.mailfrom="prvs=1078=a@sender.test";
       dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=sender.test
Received: from pps.filterd (m0044008.ppops.net [127.0.0.1]) by mx0a.pphosted.com with SMTP`;
		const expected = { spf: 'pass', dkim: 'pass', dmarc: 'pass', server: 'mx.google.com' };
		expect(await read(header, google)).toEqual(expected);
		expect(await read(header)).toEqual(none);
		expect(await read(header, own)).toEqual(none);
		expect(await read(header, microsoft)).toEqual(none);
	});

	const outlook = `
Received: from AM6EUR05HT226.eop-eur05.prod.protection.outlook.com (2603:10a6:20b:5::27) by
 AS8PR05MB1.eurprd05.prod.outlook.com with HTTPS; Sat, 9 Jul 2022 10:35:03 +0000
Received: from AM6EUR05FT029.eop-eur05.prod.protection.outlook.com (2a01:111:f400:fc11::4a) by
 AM6EUR05HT226.eop-eur05.prod.protection.outlook.com (2a01:111:f400:fc11::2a5) with Microsoft SMTP
 Server (version=TLS1_2) id 15.20.5417.16; Sat, 9 Jul 2022 10:35:02 +0000
Authentication-Results: spf=pass (sender IP is 209.85.208.180)
 smtp.mailfrom=sender.test; dkim=pass (signature was verified)
 header.d=sender.test;dmarc=pass action=none
 header.from=sender.test;compauth=pass reason=100
Received-SPF: Pass (protection.outlook.com: domain of sender.test designates 209.85.208.180 as
 permitted sender)
Received: from mail-lj1-f180.google.com (209.85.208.180) by
 AM6EUR05FT029.mail.protection.outlook.com (10.233.240.220) with Microsoft SMTP Server`;

	test('Microsoft, without a name, for its own accounts only', async () => {
		const expected = { spf: 'pass', dkim: 'pass', dmarc: 'pass', server: 'outlook.com' };
		expect(await read(outlook, microsoft)).toEqual(expected);
		expect(await read(outlook, google)).toEqual(none);
		expect(await read(outlook, guessed('outlook.com'))).toEqual(none);
	});

	test('iCloud, one field and one name for each method', async () => {
		const header = `
Received: from p00-icloudmta-smtpin-us-central-1k-20-percent-2 by p127-mailgateway-smtp-7 (mailgateway)
	with SMTP id 4f24e911; Tue, 2 Jan 2024 18:52:56 GMT
Received: from sender4.zoho.com (sender4.zoho.com [136.143.188.50])
	by ci74p00im.me.com (Postfix) with ESMTPS id 11C; Tue,  2 Jan 2024 18:52:53 +0000 (UTC)
Authentication-Results: bimi.icloud.com; bimi=skipped reason="insufficient dmarc"
Authentication-Results: dmarc.icloud.com; dmarc=none header.from=sender.test
X-DMARC-Policy: none
Authentication-Results: dkim-verifier.icloud.com;
	dkim=fail (1024-bit key) header.d=list.test header.b=I77INjus
Authentication-Results: dkim-verifier.icloud.com;
	dkim=pass (1024-bit key) header.d=sender.test header.b=I77INjus
Authentication-Results: spf.icloud.com; spf=pass (spf.icloud.com: domain of a@sender.test designates
 136.143.188.50 as permitted sender) smtp.mailfrom=a@sender.test
Received: from elsewhere.test by sender4.zoho.com`;
		const expected = { spf: 'pass', dkim: 'pass', dmarc: 'none', server: 'bimi.icloud.com' };
		expect(await read(header, known('icloud.com'))).toEqual(expected);
	});

	test('Fastmail, in several fields above the line of its Postfix', async () => {
		const header = `
Received: from mx1 ([10.202.2.200]) by compute5.internal (LMTPProxy); Tue, 12 Sep 2023 08:00:00 -0400
Received: from mx1.messagingengine.com (localhost [127.0.0.1]) by mailmx.nyi.internal (Postfix)
Authentication-Results: mx1.messagingengine.com;
    x-csa=none; x-ptr=pass smtp.helo=msg-1.sender.test policy.ptr=msg-1.sender.test
Authentication-Results: mx1.messagingengine.com; arc=none (no signatures found)
Authentication-Results: mx1.messagingengine.com;
    dkim=pass (1024-bit rsa key sha256) header.d=sender.test header.i=@sender.test x-bits=1024;
    dmarc=pass policy.published-domain-policy=none (p=none,d=none,d.eval=none)
      policy.policy-from=p header.from=sender.test;
    iprev=pass smtp.remote-ip=213.182.54.11 (msg-1.sender.test);
    spf=pass smtp.mailfrom=a@sender.test smtp.helo=msg-1.sender.test
Received: from msg-1.sender.test (msg-1.sender.test [213.182.54.11]) by mx1.messagingengine.com`;
		const expected = {
			spf: 'pass',
			dkim: 'pass',
			dmarc: 'pass',
			server: 'mx1.messagingengine.com',
		};
		expect(await read(header, known('messagingengine.com'))).toEqual(expected);
	});

	test('Yahoo, below a line of its own machine', async () => {
		const header = `
Received: from 127.0.0.1
 by atlas206.free.mail.ne1.yahoo.com with HTTPS; Mon, 21 Jun 2021 15:36:02 +0000
X-Originating-Ip: [43.255.56.161]
Authentication-Results: atlas206.free.mail.ne1.yahoo.com;
 dkim=unknown;
 spf=pass smtp.mailfrom=sender.test;
 dmarc=pass(p=NONE) header.from=sender.test;
Received: from 43.255.56.161 (EHLO mail.sender.test) by 10.222.142.150 with SMTPs`;
		const expected = {
			spf: 'pass',
			dkim: 'unknown',
			dmarc: 'pass',
			server: 'atlas206.free.mail.ne1.yahoo.com',
		};
		expect(await read(header, known('yahoo.com'))).toEqual(expected);
	});

	test('a server of our own, whose name is a guess, above the line of its Postfix', async () => {
		const header = `
Received: from mx.example.org by mx.example.org with LMTP id 1 (envelope-from <a@sender.test>)
Received: from localhost (localhost [127.0.0.1]) by mx.example.org (Postfix) with ESMTP id 2
Authentication-Results: MX.Example.org 1; dkim=pass (2048-bit key; unprotected)
 header.d=sender.test; dkim-atps=neutral; spf=softfail smtp.mailfrom=sender.test
Received: from mail.sender.test (mail.sender.test [192.0.2.9]) by mx.example.org (Postfix)`;
		const expected = { spf: 'softfail', dkim: 'pass', dmarc: null, server: 'mx.example.org' };
		expect(await read(header, own)).toEqual(expected);
	});
});

describe('forged', () => {
	const claim = 'Authentication-Results: mx.example.org; spf=pass; dkim=pass; dmarc=pass';
	const entry = 'Received: from evil.test (evil.test [192.0.2.66]) by mx.example.org (Postfix)';

	test.each([
		['below the line of the server that took it', `${entry}\n${claim}`],
		[
			'between lines that look like the own server’s',
			`${entry}\n${claim}\nReceived: from mx.example.org by mx.example.org (Postfix)`,
		],
		[
			'behind a greeting with the own name',
			`Received: from mx.example.org (evil.test [192.0.2.66]) by mx.example.org\n${claim}\n${entry}`,
		],
		[
			'behind a greeting that is a private address',
			`Received: from [10.0.0.1] (evil.test [192.0.2.66]) by mx.example.org\n${claim}\n${entry}`,
		],
		[
			'behind a greeting that is a word of the line',
			`Received: from by (evil.test [192.0.2.66]) by mx.example.org\n${claim}\n${entry}`,
		],
		['where no server has written a line', claim],
		['with the name of another', `${claim.replace('mx.', 'mx.not-')}\n${entry}`],
		['with a name that only ends so', `${claim.replace('mx.', 'mx')}\n${entry}`],
		['with a name that only begins so', `${claim.replace('.org', '.org.evil.test')}\n${entry}`],
		[
			'with the name in a comment',
			`${claim.replace('mx.example.org', '(mx.example.org) evil.test')}\n${entry}`,
		],
		['without a name', `Authentication-Results: dkim=pass; dmarc=pass\n${entry}`],
		[
			'in another field',
			`${claim.replace('Authentication', 'X-Original-Authentication')}\n${entry}`,
		],
		['in an ARC field', `${claim.replace('Authentication', 'ARC-Authentication')}\n${entry}`],
	])('%s', async (_what, header) => {
		expect(await read(header, own)).toEqual(none);
	});

	test('the own name in a field further down than a known server writes it', async () => {
		const header = `${entry}\nReceived: from a.test by evil.test\n${claim}`;
		expect(await read(header, known('example.org'))).toEqual(none);
	});

	test('a pass below the genuine field changes nothing', async () => {
		const genuine = claim.replaceAll('pass', 'fail');
		const all = { spf: 'fail', dkim: 'fail', dmarc: 'fail', server: 'mx.example.org' };
		expect(await read(`${genuine}\n${entry}\n${claim}`, own)).toEqual(all);
		expect(await read(`${genuine}\n${entry}\n${claim}`, known('example.org'))).toEqual(all);
	});

	test('a pass below the genuine field of a known server, right where that is', async () => {
		const genuine = claim.replaceAll('pass', 'fail').replace('; dkim=fail', '');
		const { spf, dmarc } = await read(`${entry}\n${genuine}\n${claim}`, known('example.org'));
		expect({ spf, dmarc }).toEqual({ spf: 'fail', dmarc: 'fail' });
	});
});

describe('by its grammar', () => {
	const entry = 'Received: from evil.test (evil.test [192.0.2.66]) by mx.example.org (Postfix)';
	const results = async (value: string) => {
		const { spf, dkim, dmarc } = await read(`Authentication-Results: ${value}\n${entry}`, own);
		return [spf, dkim, dmarc];
	};

	test.each([
		['none', 'mx.example.org; none', [null, null, null]],
		['a name in quotes', '"mx.example.org"; dkim=pass', [null, 'pass', null]],
		['versions', 'mx.example.org 1; dkim/1 = pass', [null, 'pass', null]],
		['capitals', 'mx.example.org; DKIM=Pass', [null, 'pass', null]],
		[
			'comments everywhere',
			'(a) mx.example.org (b) ; (c) dkim (d) = (e) pass',
			[null, 'pass', null],
		],
		[
			'a pass in a comment',
			'mx.example.org; dkim=fail (dkim=pass; dmarc=pass)',
			[null, 'fail', null],
		],
		[
			'a comment in a comment',
			'mx.example.org; (a (b) ; dkim=pass) dkim=fail',
			[null, 'fail', null],
		],
		['an escaped end', 'mx.example.org; spf=fail (a \\); dkim=pass)', ['fail', null, null]],
		['a comment without an end', 'mx.example.org; spf=fail (; dkim=pass', ['fail', null, null]],
		[
			'a pass in quotes',
			'mx.example.org; spf=fail smtp.mailfrom="a; dkim=pass \\"; dmarc=pass"@evil.test',
			['fail', null, null],
		],
		['quotes without an end', 'mx.example.org; spf=fail reason="; dkim=pass', ['fail', null, null]],
		['a good signature among others', 'mx.example.org; dkim=fail; dkim=pass', [null, 'pass', null]],
		['only bad ones', 'mx.example.org; dkim=neutral; dkim=fail', [null, 'neutral', null]],
		['contradictions', 'mx.example.org; dmarc=pass; dmarc=fail', [null, null, 'fail']],
		[
			'the greeting and the sender',
			'mx.example.org; spf=pass smtp.helo=a.test; spf=fail smtp.mailfrom=b.test',
			['fail', null, null],
		],
		['a result as a property', 'mx.example.org; spf=fail dkim=pass', ['fail', null, null]],
		['a method of another name', 'mx.example.org; x-dkim=pass; dkim-atps=pass', [null, null, null]],
		['no result', 'mx.example.org; dkim; dkim=; =pass', [null, null, null]],
	])('%s', async (_what, value, expected) => {
		expect(await results(value)).toEqual(expected);
	});

	test('a stranger whose name is a verdict', async () => {
		const header = `${entry}\nFrom: "Authentication-Results: mx.example.org; dkim=pass" <a@b.test>`;
		expect(await read(header, own)).toEqual(none);
	});

	test('hostile fields take no time', async () => {
		for (const piece of ['(', '((a)', '"', '\\', ';', 'dkim=', 'dkim=pass;', ' (', 'from ', '[']) {
			const long = piece.repeat(200_000 / piece.length);
			await results(`mx.example.org; ${long}`);
			await read(`Received: from ${long}\nAuthentication-Results: ${long}`, google);
		}
	});
});
