import { base64Lines, filePart, multipart, part } from './mime';

const CRLF = '\r\n';

/** A draft as another mail program leaves it in the mailbox. */
export interface DraftShape {
	program: string;
	raw: Buffer;
	/** What of it a person reads. */
	subject: string;
	text: RegExp;
	/** In To, Cc and Bcc, as they are written to. */
	recipients: string[];
	/** File names, the images of the HTML too. */
	files: string[];
}

function message(headers: string[], body: string): Buffer {
	return Buffer.from([...headers, '', body].join(CRLF), 'latin1');
}

const pdf = Buffer.from('%PDF-1.4 an offer');
const png = Buffer.from('\x89PNG an image', 'latin1');

const gmail = multipart(
	'alternative',
	'000000000000a1b2c3',
	part(['Content-Type: text/plain; charset="UTF-8"'], `Hello Bob${CRLF}`),
	part(
		['Content-Type: text/html; charset="UTF-8"', 'Content-Transfer-Encoding: quoted-printable'],
		`<div dir=3D"ltr">Hello Bob</div>${CRLF}`,
	),
);

const thunderbird = part(
	[
		'Content-Type: text/plain; charset=UTF-8; format=flowed; delsp=yes',
		'Content-Transfer-Encoding: quoted-printable',
	],
	[
		'Hello Bob, here =20',
		'we go with a long line=',
		' of Gr=C3=B6=C3=9Fe',
		'',
		'-- =20',
		'Alice',
		'',
	].join(CRLF),
);

const exchange = multipart(
	'mixed',
	'_004_outer_',
	[
		'Content-Type: multipart/related; boundary="_003_inner_"; type="multipart/alternative"',
		'',
		multipart(
			'related',
			'_003_inner_',
			[
				'Content-Type: multipart/alternative; boundary="_000_text_"',
				'',
				multipart(
					'alternative',
					'_000_text_',
					part(
						[
							'Content-Type: text/plain; charset="iso-8859-1"',
							'Content-Transfer-Encoding: quoted-printable',
						],
						'Hello Bob, die Gr=F6=DFe',
					),
					part(
						[
							'Content-Type: text/html; charset="iso-8859-1"',
							'Content-Transfer-Encoding: quoted-printable',
						],
						'<p>Hello Bob, die Gr=F6=DFe <img src=3D"cid:image001.png@01D9"></p>',
					),
				).body,
			].join(CRLF),
			filePart('image001.png', 'image/png', png, [
				'Content-ID: <image001.png@01D9>',
				'Content-Disposition: inline; filename="image001.png"',
			]),
		).body,
	].join(CRLF),
	filePart('offer.pdf', 'application/pdf', pdf),
);

export const draftShapes: DraftShape[] = [
	{
		program: 'Gmail in a browser',
		raw: message(
			[
				'MIME-Version: 1.0',
				'Date: Fri, 20 Nov 2026 10:00:00 +0100',
				'Message-ID: <CAFx1=abc+def@mail.gmail.com>',
				'X-Gmail-Draft-Id: r-123456',
				'X-Gm-Message-State: secret',
				'Subject: =?UTF-8?Q?Gr=C3=B6=C3=9Fe?=',
				'From: =?UTF-8?Q?=C3=84lice?= <alice@example.test>',
				'To: Bob <bob@example.test>, "Doe, Carol" <carol@example.test>',
				'Bcc: boss@example.test',
				...gmail.headers.slice(1),
			],
			gmail.body,
		),
		subject: 'Größe',
		text: /^Hello Bob/,
		recipients: ['bob@example.test', 'carol@example.test', 'boss@example.test'],
		files: [],
	},
	{
		program: 'Thunderbird',
		raw: Buffer.from(
			[
				'X-Mozilla-Status: 0000',
				'X-Mozilla-Status2: 00000000',
				'X-Mozilla-Keys:',
				'Message-ID: <1c2d3e4f-0000-1111-2222-333344445555@example.test>',
				'Date: Fri, 20 Nov 2026 10:00:00 +0100',
				'X-Mozilla-Draft-Info: internal/draft; vcard=0; receipt=0; DSN=0; uuencode=0;',
				' attachmentreminder=0; deliveryformat=4',
				'X-Identity-Key: id1',
				'X-Account-Key: account1',
				'FCC: imap://alice@example.test/Sent',
				'User-Agent: Mozilla Thunderbird',
				'Content-Language: en-US',
				'To: bob@example.test',
				'BCC: boss@example.test,',
				'\tcarol@example.test',
				'From: Alice <alice@example.test>',
				'Subject: Flowed',
				thunderbird,
			].join(CRLF),
			'latin1',
		),
		subject: 'Flowed',
		text: /Hello Bob, here ?we go with a long line of Größe/,
		recipients: ['bob@example.test', 'boss@example.test', 'carol@example.test'],
		files: [],
	},
	{
		program: 'Outlook with Exchange, without a Message-ID',
		raw: message(
			[
				'From: Alice <alice@example.test>',
				'To: Bob <bob@example.test>',
				'Subject: Offer',
				'Thread-Topic: Offer',
				'Thread-Index: AdkAAA==',
				'Date: Fri, 20 Nov 2026 10:00:00 +0000',
				'X-MS-Has-Attach: yes',
				'X-Unsent: 1',
				'X-MS-Exchange-Organization-AuthAs: Internal',
				...exchange.headers,
			],
			exchange.body,
		),
		subject: 'Offer',
		text: /Hello Bob, die Größe/,
		recipients: ['bob@example.test'],
		files: ['image001.png', 'offer.pdf'],
	},
	{
		program: 'a program that writes HTML alone, and undisclosed recipients',
		raw: message(
			[
				'From: alice@example.test',
				'To: undisclosed-recipients:;',
				'Cc:',
				'Bcc: bob@example.test',
				'Reply-To:',
				'Subject: HTML',
				'Message-ID: <html-only@example.test>',
				'X-Uniform-Type-Identifier: com.apple.mail-draft',
				'X-Apple-Auto-Saved: 1',
				'Content-Type: text/html; charset=utf-8',
				'Content-Transfer-Encoding: base64',
			],
			base64Lines('<html><body><p>Hello <b>Bob</b> Ü</p></body></html>') + CRLF,
		),
		subject: 'HTML',
		text: /Hello Bob Ü/,
		recipients: ['bob@example.test'],
		files: [],
	},
	{
		program: 'a program that writes headers in Latin-1, and 8-bit text',
		raw: message(
			[
				'From: \xc4lice <alice@example.test>',
				'To: B\xf6b <bob@example.test>',
				'Subject: Gr\xf6\xdfe',
				'Organization: M\xfcller',
				'Message-ID: <latin@example.test>',
				'MIME-Version: 1.0',
				'Content-Type: text/plain; charset=iso-8859-1',
				'Content-Transfer-Encoding: 8bit',
			],
			`Die Gr\xf6\xdfe${CRLF}`,
		),
		subject: 'Größe',
		text: /^Die Größe/,
		recipients: ['bob@example.test'],
		files: [],
	},
	{
		program: 'a program that had little to say',
		raw: message(['Subject: Bare', 'To: bob@example.test'], 'Nothing else'),
		subject: 'Bare',
		text: /^Nothing else/,
		recipients: ['bob@example.test'],
		files: [],
	},
	{
		program: 'a program that files a draft that is one file',
		raw: message(
			[
				'From: alice@example.test',
				'To: bob@example.test',
				'Subject: Scan',
				'Message-ID: <scan@example.test>',
				'MIME-Version: 1.0',
				'Content-Type: application/pdf; name="scan.pdf"',
				'Content-Disposition: attachment; filename="scan.pdf"',
				'Content-Transfer-Encoding: base64',
			],
			base64Lines(pdf) + CRLF,
		),
		subject: 'Scan',
		text: /^$/,
		recipients: ['bob@example.test'],
		files: ['scan.pdf'],
	},
];
