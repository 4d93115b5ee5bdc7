import { headerText } from '../../message/headerText';
import { type Condition, invalid } from './condition';
import { lookIntoBody, lookIntoFields, lookIntoText } from './look';

/** Characters of a text to search for. */
const MAX_TEXT = 500;

/** A body takes some fifty times the room of an envelope, and has to be taken apart. */
const BODY_COST = 20;

/** RFC 5322 §2.2: printable ASCII without the colon. */
const fieldName = /^[\x21-\x39\x3b-\x7e]{1,100}$/;

export function from(value: string): Condition {
	const wanted = searchText('From', value);
	return { name: 'From', search: { from: wanted }, look: lookIntoFields(['From'], wanted) };
}

/** IMAP's TO is the field To alone. */
export function to(value: string): Condition {
	const wanted = searchText('To', value);
	const search = { or: [{ to: wanted }, { cc: wanted }, { bcc: wanted }] };
	return { name: 'To', search, look: lookIntoFields(['To', 'Cc', 'Bcc'], wanted) };
}

export function cc(value: string): Condition {
	const wanted = searchText('CC', value);
	return { name: 'CC', search: { cc: wanted }, look: lookIntoFields(['Cc'], wanted) };
}

export function bcc(value: string): Condition {
	const wanted = searchText('BCC', value);
	return { name: 'BCC', search: { bcc: wanted }, look: lookIntoFields(['Bcc'], wanted) };
}

export function subject(value: string): Condition {
	const wanted = searchText('Subject', value);
	return {
		name: 'Subject',
		search: { subject: wanted },
		look: lookIntoFields(['Subject'], wanted),
	};
}

export function text(value: string): Condition {
	const wanted = searchText('Text', value);
	return { name: 'Text', search: { text: wanted }, look: lookIntoText(wanted), cost: BODY_COST };
}

export function body(value: string): Condition {
	const wanted = searchText('Body', value);
	return { name: 'Body', search: { body: wanted }, look: lookIntoBody(wanted), cost: BODY_COST };
}

export function header({ name, value }: { name: string; value: string }): Condition {
	if (!fieldName.test(name)) {
		throw invalid(`"${name.slice(0, 100)}" cannot be the name of a header`);
	}
	const wanted = value === '' ? '' : searchText(`The header ${name}`, value);
	const search = { header: { [name]: wanted } };
	return { name: `Header ${name}`, search, look: lookIntoFields([name], wanted) };
}

export function gmailQuery(value: string): Condition {
	return { name: 'Gmail Search', search: { gmraw: searchText('Gmail Search', value) } };
}

/**
 * An empty text would be no criterion at all to imapflow, and so is refused: the expression that it
 * came from has found nothing. A line break could end the command.
 */
function searchText(field: string, value: string): string {
	if (value.trim() === '') {
		throw invalid(`${field} is empty`, 'Fill it in, or remove it from the filters.');
	}
	if (value.length > MAX_TEXT) throw invalid(`${field} has more than ${MAX_TEXT} characters`);
	return headerText(field, value);
}
