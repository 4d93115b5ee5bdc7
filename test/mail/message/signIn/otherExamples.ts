import { example } from './englishExamples';

/** In other languages, with what surrounds codes there. */
export const otherExamples = [
	// German
	example(
		'German',
		'Ihr Bestätigungscode',
		'Guten Tag,\n\nIhr Bestätigungscode lautet: 402918\n\nEr ist 10 Minuten gültig.\n\nMusterstraße 12, 10115 Berlin, Tel. 030 1234567',
		'402918',
	),
	example(
		'German TAN',
		'mTAN',
		'Die mTAN für Ihren Auftrag vom 20.11.2026 über 1500,00 EUR lautet 771203.',
		'771203',
	),
	example('German voucher', 'Gutschein', 'Ihr Gutscheincode: 889900. Kundennummer 123456.', null),
	// French
	example(
		'French',
		'Votre code de vérification',
		'Bonjour,\nvotre code de vérification est : 562 901\n75008 Paris',
		'562901',
		'562 901',
	),
	example(
		'French, for once',
		'Connexion',
		"Saisissez le code d'accès 7721 pour vous connecter.",
		'7721',
	),
	// Spanish, Portuguese, Italian
	example(
		'Spanish',
		'Tu código',
		'Tu código de verificación es 119283. Código postal 28001 Madrid.',
		'119283',
	),
	example('Spanish key', 'Clave', 'Clave dinámica: 661204', '661204'),
	example('Portuguese', 'Código', 'Seu código de segurança é 440021. CEP 01310-100', '440021'),
	example(
		'Italian',
		'Codice di verifica',
		'Il tuo codice di verifica:\n\n908172\n\nVia Roma 1, 00184 Roma',
		'908172',
	),
	// Dutch, Nordic, Polish, Czech, Hungarian, Romanian, Turkish
	example('Dutch', 'Inlogcode', 'Je inlogcode is 663301. Postcode 1012 AB.', '663301'),
	example('Swedish', 'Engångskod', 'Din engångskod är 771932. Den gäller i 5 minuter.', '771932'),
	example('Danish', 'Bekræftelseskode', 'Din bekræftelseskode: 220917', '220917'),
	example('Norwegian', 'Engangskode', 'Engangskode: 220918', '220918'),
	example('Finnish', 'Vahvistuskoodi', 'Vahvistuskoodisi on 550132.', '550132'),
	example(
		'Polish',
		'Kod weryfikacyjny',
		'Twój kod weryfikacyjny to 301288. ul. Prosta 51, 00-838 Warszawa',
		'301288',
	),
	example('Czech', 'Ověřovací kód', 'Váš ověřovací kód: 440917', '440917'),
	example('Hungarian', 'Kód', 'Az ellenőrző kód: 440918', '440918'),
	example('Romanian', 'Cod', 'Codul de verificare este 440919.', '440919'),
	example('Turkish', 'Doğrulama kodu', 'Doğrulama kodunuz: 550441', '550441'),
	// Cyrillic, Greek
	example(
		'Russian',
		'Код подтверждения',
		'Ваш код подтверждения: 7712. Никому его не сообщайте.',
		'7712',
	),
	example('Russian order', 'Заказ', 'Заказ № 884422 принят. Войдите, чтобы увидеть.', null),
	example('Ukrainian', 'Код', 'Код підтвердження — 220331', '220331'),
	example('Greek', 'Κωδικός', 'Ο κωδικός επαλήθευσης είναι 118820', '118820'),
	// Right to left
	example('Arabic', 'رمز التحقق', 'رمز التحقق الخاص بك هو 482910', '482910'),
	example('Arabic digits', 'رمز التحقق', 'رمز التحقق: ٤٨٢٩١٠', '482910'),
	example('Hebrew', 'קוד אימות', 'קוד האימות שלך הוא 102938', '102938'),
	example('Persian', 'کد تأیید', 'کد تأیید شما: ۴۸۲۹۱۰', '482910'),
	// East and South Asia
	example(
		'Chinese',
		'【示例】登录验证',
		'【示例】您的验证码是482916，5分钟内有效，请勿泄露。客服电话 400-820-8820',
		'482916',
	),
	example('Chinese, traditional', '驗證碼', '您的驗證碼為 772910。', '772910'),
	example('Chinese order', '订单', '您的订单号 20261120 已发货。', null),
	example(
		'Japanese',
		'認証コードのお知らせ',
		'認証コード：583920\n有効期限は10分です。\n〒100-0001 東京都千代田区',
		'583920',
	),
	example('Japanese, wide digits', '確認コード', '確認コードは ５８３９２０ です。', '583920'),
	example(
		'Korean',
		'[예시] 인증번호',
		'인증번호 [739201]를 입력해 주세요. 2026년 11월 20일',
		'739201',
	),
	example('Hindi', 'ओटीपी', 'आपका ओटीपी 663091 है।', '663091'),
	example('Thai', 'รหัส OTP', 'รหัส OTP ของคุณคือ 884417', '884417'),
	example('Vietnamese', 'Mã xác thực', 'Mã xác thực của bạn là 120934.', '120934'),
	example('Indonesian', 'Kode verifikasi', 'Kode verifikasi Anda: 339081', '339081'),
];
