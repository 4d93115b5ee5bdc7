import { Unusable } from '../../account/internet/lookups';
import { EnvelopeError } from '../../errors';
import { parseAddress } from '../../message/address';
import { headerText } from '../../message/headerText';

/** A mail by which one leaves a list. */
export interface UnsubscribeMail {
	to: string;
	subject: string;
	text: string;
}

/** Characters: what a list needs to know who leaves it, and no letter in somebody's name. */
const MAX_SUBJECT = 500;
const MAX_BODY = 2_000;

/** For whoever is not told what to write. */
const usual = 'unsubscribe';

/**
 * Reads a mailto: address (RFC 6068). A stranger wrote it, and the mail will be from the account: one
 * recipient, the subject and the text are taken, and no other field.
 *
 * @throws Unusable, saying why
 */
export function mailtoIn(uri: string): UnsubscribeMail {
	const [, path = '', query = ''] = /^mailto:([^?#]*)(?:\?([^#]*))?/i.exec(uri) ?? [];
	const fields = fieldsIn(query);
	const recipients = [path, ...all(fields, 'to')].map(decoded).filter((part) => part.trim() !== '');
	const subject = decoded(all(fields, 'subject')[0] ?? '').trim();
	const body = decoded(all(fields, 'body')[0] ?? '').replace(/\r\n?/g, '\n');
	if (subject.length > MAX_SUBJECT || body.length > MAX_BODY) {
		throw new Unusable('it wants a longer mail than leaving a list takes');
	}
	// eslint-disable-next-line no-control-regex -- control characters are what is looked for
	if (/[\u0000-\u0008\u000b-\u001f\u007f]/.test(body)) throw control();
	const isSilent = subject === '' && body.trim() === '';
	return {
		to: addressIn(recipients.join(',')),
		subject: inOneLine(subject) || usual,
		text: isSilent ? usual : body,
	};
}

/** Some senders write it as it stands in HTML. */
function fieldsIn(query: string): [string, string][] {
	return query
		.replace(/&amp;/gi, '&')
		.split('&')
		.map((field) => {
			const [name = '', ...value] = field.split('=');
			return [name.toLowerCase(), value.join('=')];
		});
}

function all(fields: [string, string][], name: string): string[] {
	return fields.flatMap(([key, value]) => (key === name ? [value] : []));
}

/** A plus is one here (RFC 6068 §5). */
function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		throw new Unusable('it is not encoded as an address has to be');
	}
}

function addressIn(recipients: string): string {
	try {
		return parseAddress('Unsubscribe address', recipients).address;
	} catch (error) {
		if (error instanceof EnvelopeError) throw new Unusable('it does not name one address of mail');
		throw error;
	}
}

function inOneLine(subject: string): string {
	try {
		return headerText('Subject', subject);
	} catch (error) {
		if (error instanceof EnvelopeError) throw control();
		throw error;
	}
}

function control(): Unusable {
	return new Unusable('it holds a line break or control character where none may be');
}
