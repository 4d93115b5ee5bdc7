import type { MessageContent } from '../../message/model';

/**
 * Why it is not sure that the sender wrote the unsubscribe fields; undefined where it is: the
 * receiving server has checked a signature, and one covers them (RFC 8058 §4). Whoever forged them
 * would learn that the mailbox is read, or have it write to somebody.
 *
 * @param fields in lower case
 */
export function doubtAbout(
	{ authentication, headers = {} }: Pick<MessageContent, 'authentication' | 'headers'>,
	fields: string[],
): string | undefined {
	if (authentication.dkim !== 'pass') {
		const verdict =
			authentication.dkim === null ? 'did not say so' : `said "${authentication.dkim}"`;
		return `it is not sure that its sender wrote them: of its signature (DKIM) your mail server ${verdict}`;
	}
	const signatures = headers['dkim-signature'] ?? [];
	const isCovered = signatures.some((signature) => {
		const signed = signedFields(signature);
		return fields.every((field) => signed.includes(field));
	});
	return isCovered
		? undefined
		: `it is not sure that its sender wrote them: no signature (DKIM) covers ${fields.join(' and ')}`;
}

/** The tag `h` (RFC 6376 §3.5). */
function signedFields(signature: string): string[] {
	const [, list = ''] = /(?:^|;)\s*h\s*=([^;]*)/i.exec(signature) ?? [];
	return list.split(':').map((name) => name.trim().toLowerCase());
}
