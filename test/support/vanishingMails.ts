import { eml } from './eml';
import { filePart, multipart, part } from './mime';

/** An old program's file name, which takes a round trip more. */
const named = 'Content-Disposition: attachment; filename="Gr\xfc\xdfe.pdf"';

/** With an image in its text and a file, in latin1. */
const withFiles = (length: number) => (messageId: string) => {
	const { headers, body } = multipart(
		'mixed',
		'b',
		part(['Content-Type: text/html'], '<p>Hi <img src="cid:logo"></p>'),
		filePart('logo.png', 'image/png', Buffer.from('png'), ['Content-ID: <logo>']),
		filePart('file', 'application/pdf', Buffer.alloc(length, '%PDF'), [named]),
	);
	return eml({ messageId, headers: [...headers, 'List-Unsubscribe: <mailto:x@x.test>'], body });
};

export const small = withFiles(10);

/** More than is fetched at once, whole (256 KB). */
export const large = withFiles(200_000);

/** An answer to the message that goes. */
export const answer = (messageId: string) =>
	eml({
		messageId: 'stays@x.test',
		subject: 'Re: Hello',
		headers: [`In-Reply-To: <${messageId}>`],
	});

/** The same as something that Alice writes to Bob. */
export const asDraft = (raw: typeof small) => (messageId: string) =>
	raw(messageId)
		.replace('From: Bob <bob@', 'From: Alice <alice@')
		.replace('To: alice@', 'To: bob@');
