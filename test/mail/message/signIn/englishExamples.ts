/** A mail, and the code that it gives; null where it gives none. */
export interface CodeExample {
	name: string;
	subject: string;
	text: string;
	code: string | null;
	/** How it stands there, where that is not the code itself. */
	shown?: string;
}

export const example = (
	name: string,
	subject: string,
	text: string,
	code: string | null,
	shown?: string,
): CodeExample => ({ name, subject, text, code, shown });

/** In English, with traps. */
export const englishExamples: CodeExample[] = [
	// English, as services write
	example('plain', 'Your verification code', 'Your verification code is 482913.', '482913'),
	example(
		'in the subject',
		'482913 is your Example login code',
		'Hi Alice,\n\nenter it within 10 minutes.\n\n© 2026 Example Inc.',
		'482913',
	),
	example(
		'alone in its line',
		'Sign in to Example',
		'Hi,\n\nPlease use this code to sign in:\n\n  739204\n\nIt expires in 15 minutes.\n\nExample Inc., 1600 Amphitheatre Parkway, Mountain View, CA 94043',
		'739204',
	),
	example(
		'with a hyphen',
		'Confirm your email',
		'Confirmation code: 123-456\n\nThanks!',
		'123456',
		'123-456',
	),
	example(
		'with a space',
		'Your code',
		'Your one-time code is\n\n123 456\n\nDo not share it.',
		'123456',
		'123 456',
	),
	example(
		'of Google',
		'Verification',
		'G-482913 is your Google verification code.',
		'482913',
		'G-482913',
	),
	example(
		'of Facebook',
		'FB-48291 is your Facebook confirmation code',
		'Hi Alice',
		'48291',
		'FB-48291',
	),
	example(
		'letters and digits',
		'Device sign-in',
		'Enter this code on your device:\n\nAB12-CD34\n\nExpires soon.',
		'AB12-CD34',
	),
	example(
		'letters alone in groups',
		'GitHub device activation',
		'Your device activation code:\n\nWDJB-MJHT\n',
		'WDJB-MJHT',
	),
	example(
		'letters alone',
		'Your Notion login code',
		'Your login code:\n\nHXQZPW\n\nIf you did not ask for it, ignore this email.',
		'HXQZPW',
	),
	example(
		'mixed, on Steam',
		'Steam Guard',
		'Here is the Steam Guard code you need to login to account alice:\n\nF7K2M\n',
		'F7K2M',
	),
	example(
		'digits apart',
		'Your code',
		'Your security code is:\n\n4 8 2 9 1 3\n',
		'482913',
		'4 8 2 9 1 3',
	),
	example('four digits', 'PIN', 'Your PIN: 7351', '7351'),
	example('eight digits', 'Two-factor', 'Your 2FA code: 73512846', '73512846'),
	example('in bold', 'Code', 'Your passcode is *902144*. It is valid for 30 minutes.', '902144'),
	example('in quotation marks', 'Code', 'Use the one-time password "902144" to log in.', '902144'),
	example(
		'in a sentence',
		'Welcome',
		'Enter 590211 in the app to verify your email address.',
		'590211',
	),
	example(
		'before its word',
		'Hello',
		'590211 is your OTP for logging in to Example. Valid for 5 minutes.',
		'590211',
	),
	example(
		'bank',
		'OTP for transaction',
		'Dear customer, 662817 is the OTP for your transaction of Rs. 15000.00 on card ending 4321. Do not share.',
		'662817',
	),
	example('for browsers', 'Code', 'Your Example code is 747723.\n\n@example.com #747723', '747723'),
	example('for browsers, with a frame', 'Code', 'Hi\n@example.com #R8T4KX @ads.example', null),
	// Traps
	example(
		'an order number before',
		'Your order 778899',
		'Your verification code for order 778899 is 123456.',
		'123456',
	),
	example('an order number behind', 'Code', 'Code: 123456\nOrder number: 778899', '123456'),
	example('a year', 'Your 2026 login', 'Your login code: 551209\n\n© 2026 Example', '551209'),
	example('a year alone', 'Review of the year', 'Our code of conduct of 2026 is here.', null),
	example(
		'a phone number',
		'Code',
		'Your code is 551209. Questions? Call 1800 555 0199 or +1 (555) 123-4567.',
		'551209',
	),
	example('a phone number alone', 'Verify', 'To verify your account call 0800 123456.', null),
	example(
		'a zip code',
		'Code',
		'Example Inc., Springfield, IL 62704\n\nVerification code: 880142',
		'880142',
	),
	example('a zip code alone', 'Your address', 'Please verify your zip code: 62704', null),
	example('prices', 'Receipt', 'You paid $1200 and €4500.00 in total. Sign in to see more.', null),
	example(
		'a promo code',
		'Save now',
		'Use promo code SAVE2026 at checkout. Discount code: 445566.',
		null,
	),
	example(
		'an invoice',
		'Invoice 20261044',
		'Invoice number 20261044, customer no. 483920. Please sign in to pay.',
		null,
	),
	example('a tracking number', 'Shipped', 'Tracking number: 99887766. Log in for details.', null),
	example(
		'a time of expiry',
		'Code',
		'The verification code expires in 1440 minutes: 310842',
		'310842',
	),
	example(
		'an address of a website',
		'Verify',
		'Verify at https://example.com/verify/482913?code=773311 now.',
		null,
	),
	example('an address of mail', 'Verify', 'Write to login483920@example.com to verify.', null),
	example(
		'a date',
		'Sign-in',
		'Your account was signed in to on 20.11.2026 at 14:35 from 203.0.113.7.',
		null,
	),
	example('a date without dots', 'Statement', 'Statement 20261120 is ready, sign in.', null),
	example(
		'a ticket',
		'[Ticket #482913] Password reset',
		'We got your request #482913 about the password.',
		null,
	),
	example(
		'last digits of a card',
		'Payment',
		'Your card ending 4821 was charged. Confirmation code: QX7T2Z',
		'QX7T2Z',
	),
	example(
		'a code that is quoted',
		'Re: code',
		'My code is 111222.\n\n> Your code is 333444.',
		'111222',
	),
	example('nothing at all', 'Lunch?', 'See you at 12 in room 4711.', null),
	example(
		'many numbers',
		'Report',
		Array.from({ length: 50 }, (_, i) => `Row ${i}: ${100000 + i}`).join('\n'),
		null,
	),
	example('version and build', 'Release 5.12.1', 'Build 884201 is out. Verify the checksum.', null),
	example('a year that is the code', 'PIN', 'Your one-time PIN is: 2024', '2024'),
];
