import MailComposer from 'nodemailer/lib/mail-composer';
import type { MailServer } from './mailserver';

const hour = 3_600_000;

/** As short as one can be that programs show: an empty page. */
const onePagePdf = [
	'%PDF-1.4',
	'1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj',
	'2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj',
	'3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj',
	'trailer<</Root 1 0 R>>',
	'%%EOF',
].join('\n');

interface SeedMail {
	/** Whose mailbox it lies in. */
	owner: string;
	hoursAgo: number;
	read?: boolean;
	mail: ConstructorParameters<typeof MailComposer>[0];
}

/** Puts a few messages of each kind that mail comes in into the two new mailboxes. */
export async function seedMail(
	server: Pick<MailServer, 'deliver'>,
	people: { Alice: string; Bob: string },
): Promise<void> {
	for (const { owner, hoursAgo, read, mail } of firstMail(people)) {
		const date = new Date(Date.now() - hoursAgo * hour);
		const raw = await new MailComposer({ ...mail, date }).compile().build();
		server.deliver(owner, raw, { date, flags: read ? ['\\Seen'] : [] });
	}
}

function firstMail({ Alice, Bob }: { Alice: string; Bob: string }): SeedMail[] {
	const alice = { name: 'Alice Archer', address: Alice };
	const bob = { name: 'Bob Bauer', address: Bob };
	const picnic = {
		question: '<picnic-1@example.test>',
		answer: '<picnic-2@example.test>',
	};
	return [
		{
			owner: Bob,
			hoursAgo: 72,
			read: true,
			mail: {
				from: alice,
				to: bob,
				subject: 'Welcome to your mailbox',
				text: 'Hello Bob,\n\nthis mailbox lives on your own machine, and nothing leaves it.\n\nAlice\n',
			},
		},
		{
			owner: Bob,
			hoursAgo: 48,
			mail: {
				from: { name: 'Café Größenwahn', address: 'post@cafe.example.test' },
				to: bob,
				subject: 'Heiße Brötchen & süße Grüße 🥐☕',
				text: 'Schöne Grüße aus dem Café: Ab morgen gibt es Brötchen zum halben Preis. 🥐\n',
				html: '<h1>Schöne Grüße! ☕</h1><p>Ab morgen gibt es <b>Brötchen zum halben Preis</b>. 🥐</p>',
			},
		},
		{
			owner: Bob,
			hoursAgo: 30,
			mail: {
				from: alice,
				to: bob,
				subject: 'The figures you asked for',
				text: 'Hello Bob,\n\nthe table is attached.\n\nAlice\n',
				attachments: [
					{
						filename: 'figures.csv',
						contentType: 'text/csv; charset=utf-8',
						content: 'month,visitors\nJanuary,1204\nFebruary,1311\nMarch,1498\n',
					},
				],
			},
		},
		{
			owner: Alice,
			hoursAgo: 26,
			mail: {
				from: { name: 'The Garden Letter', address: 'letter@garden.example.test' },
				to: alice,
				subject: 'What to sow in December',
				list: {
					id: { url: 'letter.garden.example.test', comment: 'The Garden Letter' },
					unsubscribe: 'https://garden.example.test/leave',
				},
				text: 'Dear friend of gardens,\n\nin December the soil rests, and so may you.\n',
			},
		},
		{
			owner: Alice,
			hoursAgo: 20,
			mail: {
				from: { name: 'Corner Print Shop', address: 'billing@print.example.test' },
				to: alice,
				subject: 'Your invoice 2026-114',
				text: 'Dear customer,\n\nyour invoice is attached. Thank you!\n',
				attachments: [
					{ filename: 'invoice-2026-114.pdf', contentType: 'application/pdf', content: onePagePdf },
				],
			},
		},
		{
			owner: Alice,
			hoursAgo: 7,
			mail: {
				from: { name: 'Carla Conti', address: 'carla@conti.example.test' },
				to: alice,
				subject: 'Can you speak at our meeting?',
				text: 'Dear Alice,\n\nwe meet on the 9th at six. Could you speak for ten minutes?\nPlease let me know by tomorrow.\n\nCarla\n',
			},
		},
		{
			owner: Bob,
			hoursAgo: 5,
			read: true,
			mail: {
				from: alice,
				to: bob,
				messageId: picnic.question,
				subject: 'Picnic on Sunday?',
				text: 'Hello Bob,\n\nshall we meet by the lake at noon?\n\nAlice\n',
			},
		},
		{
			owner: Alice,
			hoursAgo: 4,
			mail: {
				from: bob,
				to: alice,
				messageId: picnic.answer,
				inReplyTo: picnic.question,
				references: picnic.question,
				subject: 'Re: Picnic on Sunday?',
				text: 'Gladly! What shall I bring?\n\nBob\n\n> shall we meet by the lake at noon?\n',
			},
		},
		{
			owner: Bob,
			hoursAgo: 3,
			mail: {
				from: alice,
				to: bob,
				inReplyTo: picnic.answer,
				references: [picnic.question, picnic.answer],
				subject: 'Re: Picnic on Sunday?',
				text: 'Strawberries, if you find some. 🍓\n\nAlice\n\n> Gladly! What shall I bring?\n',
			},
		},
	];
}
