import { replyIn } from '../../../../mail/message/reading/reply';

const quoted = '> Shall we meet?\n> Jane';

describe('the line that introduces what is quoted', () => {
	test.each([
		'On Mon, 3 Mar 2025 at 10:00, Jane Doe <jane@example.test> wrote:',
		'On Mon, 3 Mar 2025 at 10:00, Jane Doe With A Long Name <\njane@example.test> wrote:',
		'On 3 Mar 2025, at 10:00, Jane Doe <jane@example.test> wrote:',
		'On 3/3/25 10:00, Jane Doe wrote:',
		'Jane Doe wrote on 3/3/25 10:00 AM:',
		'Am 03.03.2025 um 10:00 schrieb Jane Doe:',
		'Am Mo., 3. März 2025 um 10:00 Uhr schrieb Jane Doe <\njane@example.test>:',
		'Le lun. 3 mars 2025 à 10:00, Jane Doe <jane@example.test> a écrit :',
		'El lun, 3 mar 2025 a las 10:00, Jane Doe (<jane@example.test>) escribió:',
		'Il giorno lun 3 mar 2025 alle ore 10:00 Jane Doe <jane@example.test> ha scritto:',
		'Em seg., 3 de mar. de 2025 às 10:00, Jane Doe <jane@example.test> escreveu:',
		'Op ma 3 mrt 2025 om 10:00 schreef Jane Doe <jane@example.test>:',
		'pon., 3 mar 2025 o 10:00 Jane Doe <jane@example.test> napisał(a):',
		'W dniu 3.03.2025 o 10:00, Jane Doe pisze:',
		'Den mån 3 mars 2025 kl 10:00 skrev Jane Doe <jane@example.test>:',
		'man. 3. mar. 2025 kl. 10:00 skrev Jane Doe <jane@example.test>:',
		'ma 3. maalisk. 2025 klo 10.00 Jane Doe (jane@example.test) kirjoitti:',
		'пн, 3 мар. 2025 г. в 10:00, Jane Doe <jane@example.test>:\n',
		'03.03.2025 10:00, Jane Doe пишет:',
		'po 3. 3. 2025 v 10:00 odesílatel Jane Doe <jane@example.test> napsal:',
		'3 Mar 2025 Pzt, 10:00 tarihinde Jane Doe <jane@example.test> şunu yazdı:',
		'2025年3月3日(月) 10:00 Jane Doe <jane@example.test>:',
		'Jane Doe <jane@example.test> 于2025年3月3日周一 10:00写道：',
		'2025년 3월 3일 (월) 오전 10:00, Jane Doe <jane@example.test>님이 작성:',
	])('%s', (line) => {
		expect(replyIn(`Yes, gladly.\n\n${line}\n\n${quoted}\n`)).toBe('Yes, gladly.');
	});

	test('is one where the quoted text is not marked, too', () => {
		const text =
			'Yes.\n\nOn Mon, 3 Mar 2025 at 10:00, Jane <j@example.test> wrote:\n\nShall we meet?';
		expect(replyIn(text)).toBe('Yes.');
	});

	test.each([
		'On Monday I wrote:\nthis is not a quote',
		'The agenda on 3 March:\n- lunch',
		'Jane wrote to me at 10:\nlet us meet',
		'From: here it is far.\nWe go on.',
	])('is not: %s', (text) => {
		expect(replyIn(text)).toBe(text);
	});
});

describe('the block above what is not marked', () => {
	test.each([
		['English', 'From: Jane <j@a.test>\nSent: Monday\nTo: Bob\nSubject: Hi'],
		[
			'English, in bold, with a line',
			'________________________________\n*From:* Jane\n*Sent:* Monday\n*To:* Bob',
		],
		['German', 'Von: Jane\nGesendet: Montag\nAn: Bob\nBetreff: Hallo'],
		['French', 'De : Jane\nEnvoyé : lundi\nÀ : Bob\nObjet : Salut'],
		['Spanish', 'De: Jane\nEnviado el: lunes\nPara: Bob\nAsunto: Hola'],
		['Japanese', '差出人: Jane\n送信日時: 月曜日\n宛先: Bob\n件名: Hi'],
		['Outlook of old', '-----Original Message-----\nanything'],
		['German of old', '-----Ursprüngliche Nachricht-----\nirgendwas'],
		['Gmail', '---------- Forwarded message ---------\nFrom: Jane'],
		['Apple', 'Begin forwarded message:\n\nFrom: Jane'],
	])('%s', (_what, block) => {
		const reply = replyIn(`Yes.\n\n${block}\n\nShall we meet?`);
		expect(reply).toBe('Yes.');
	});
});

describe('the signature', () => {
	test.each([
		['two dashes and a space', '-- \nBob\nExample Ltd.\n\nLine\n'],
		['two dashes', '--\nBob'],
		['iPhone', 'Sent from my iPhone'],
		['Outlook', 'Get Outlook for iOS<https://aka.ms/x>'],
		['German', 'Von meinem iPhone gesendet'],
		['French', 'Envoyé de mon iPhone'],
		['Spanish', 'Enviado desde mi iPhone'],
		['Italian', 'Inviato da iPhone'],
		['Dutch', 'Verstuurd vanaf mijn iPhone'],
		['Japanese', 'iPhoneから送信'],
	])('%s', (_what, signature) => {
		expect(replyIn(`Yes.\n\n${signature}\n\n${quoted}`)).toBe('Yes.');
		expect(replyIn(`Yes.\n\n${signature}`)).toBe('Yes.');
	});

	test('is not a rule or a list', () => {
		const text = `Options:\n--\n${'line\n'.repeat(30)}end`;
		expect(replyIn(text)).toBe(text);
		expect(replyIn('a\n---\nb\n-- c')).toBe('a\n---\nb\n-- c');
	});
});

test('answers between quoted lines are kept', () => {
	const text = 'Hi!\n\nOn 3/3/25, Jane wrote:\n> One?\nYes.\n> Two?\n\nNo.\n\n> Three?\n-- \nBob';
	expect(replyIn(text)).toBe('Hi!\n\nYes.\n\nNo.');
});

test.each(['', '> all\n> quoted', 'On 3/3/25, Jane wrote:\n> all', '-- \nBob'])(
	'nothing is left of %j',
	(text) => {
		expect(replyIn(text)).toBe('');
	},
);

test('line ends of all kinds', () => {
	expect(replyIn('Yes.\r\nNo.\r\n\r\n> x\r\n')).toBe('Yes.\nNo.');
});

test('hostile text takes no time', () => {
	for (const piece of [
		'On ',
		'On 1 wrote:\n',
		'>',
		'> \n',
		':\n',
		'-',
		'--\n',
		'From:x\n',
		'<',
		' ',
		'\n',
		'a@b:\n',
		'Sent from my ',
		'=\t',
	]) {
		replyIn(piece.repeat(200_000 / piece.length));
		replyIn(`${piece.repeat(100)}\n`.repeat(400));
	}
});
