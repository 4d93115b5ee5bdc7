import { example } from './englishExamples';

/** As services write, with their small print. */
export const serviceExamples = [
	example(
		'Slack confirmation code: QD3-VKF',
		'Slack confirmation code: QD3-VKF',
		"Confirm your email address\n\nYour confirmation code is below — enter it in your open browser window and we'll help you get signed in.\n\nQD3-VKF\n\nIf you didn’t request this email, there’s nothing to worry about, you can safely ignore it.\n\nMade by Slack Technologies, LLC\n415 Mission Street, 3rd Floor, San Francisco, CA 94105",
		'QD3-VKF',
	),
	example(
		'Your Uber account verification',
		'Your Uber account verification',
		'Welcome to Uber\n\n5517\n\nis your code. Never share.',
		'5517',
	),
	example(
		'Microsoft account security code',
		'Microsoft account security code',
		"Microsoft account\nSecurity code\n\nPlease use the following security code for the Microsoft account al**@example.com.\n\nSecurity code: 8413055\n\nIf you don't recognize",
		'8413055',
	),
	example(
		'[GitHub] Please verify your device',
		'[GitHub] Please verify your device',
		'Hey alice!\n\nA sign in attempt requires further verification because we did not recognize your device. To complete the sign in, enter the verification code on the unrecognized device.\n\nDevice: Firefox on Linux\nVerification code: 284391\n\nIf you did not attempt',
		'284391',
	),
	example(
		'Amazon: Sign-in attempt',
		'Amazon: Sign-in attempt',
		"Someone who knows your password is attempting to sign-in to your account.\n\nIf this was you, your verification code is:\n\n482013\n\nDon't share it",
		'482013',
	),
	example(
		'Ihre Bestellung 305-1234567-1234567',
		'Ihre Bestellung 305-1234567-1234567',
		'Hallo, Ihre Bestellung wurde versandt. Bestellnummer 305-1234567-1234567. Summe: EUR 45,99. Anmelden.',
		null,
	),
	example(
		'LinkedIn pin',
		'LinkedIn pin',
		'Hi Alice,\nPlease use this verification code to complete your sign in:\n042981\nThanks for helping us keep your account secure.\nLinkedIn Ireland Unlimited Company, Wilton Plaza, Dublin 2, D02 CA30',
		'042981',
	),
	example(
		'Apple ID',
		'Apple ID',
		'Your Apple Account Code is: 661203. Don’t share it with anyone.',
		'661203',
	),
	example(
		'Your flight booking',
		'Your flight booking',
		'Booking reference X4R9TQ. Flight LH 4321 on 12 March 2026. Check in online.',
		null,
	),
	example(
		'Booking confirmation',
		'Booking confirmation',
		'Your booking is confirmed. Confirmation number: 3849201234. PIN code: 4417',
		'4417',
	),
	example(
		'Dein Code',
		'Dein Code',
		'Hey, dein Code ist 4492\n\nViele Grüße\nMusterfirma GmbH, HRB 123456, USt-IdNr. DE123456789, 80331 München',
		'4492',
	),
	example(
		'Meeting',
		'Meeting',
		'Join Zoom Meeting\nMeeting ID: 823 4567 8901\nPasscode: 554433',
		'554433',
	),
	example(
		'Newsletter',
		'Newsletter',
		'Over 250000 customers trust us. Since 1998. Log in to your account to save 5000 points.',
		null,
	),
	example(
		'Password changed',
		'Password changed',
		'Your password was changed on November 12 2026 from IP 192.0.2.1. If this was not you call 555-0134.',
		null,
	),
	example('2FA', '2FA', 'Code:123456', '123456'),
	example(
		'TikTok',
		'TikTok',
		'[TikTok] 238104 is your verification code, valid for 5 minutes. To keep your account safe, never forward this code.',
		'238104',
	),
	example(
		'Wise',
		'Wise',
		'Your 6-digit code is 229104. It was requested at 14:22 on 2026-11-20.',
		'229104',
	),
	example('Discord', 'Discord', 'Your Discord email verification code is 55A9F2', '55A9F2'),
	example(
		'Instagram',
		'Instagram',
		'Hi alice,\nSomeone tried to sign up for an Instagram account with a@b.c. If it was you, enter this confirmation code in the app:\n\n881024\n\n© Instagram. Meta Platforms, Inc., 1601 Willow Road, Menlo Park, CA 94025',
		'881024',
	),
	example(
		'bank',
		'bank',
		'Cher client, le code 774512 vous permet de valider votre paiement de 120,00 EUR. Ne le communiquez pas.',
		'774512',
	),
	example(
		'Ticket 20261',
		'Ticket 20261',
		'Hello, your ticket number is 20261120. Our phone: 02 1234 5678. Regards, 12345 Town',
		null,
	),
	example('hr', 'hr', 'Vaš kod za potvrdu je 552190', '552190'),
	example('et', 'et', 'Sinu kinnituskood on 118290', '118290'),
];
