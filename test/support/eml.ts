export interface EmlOptions {
	subject?: string;
	messageId?: string;
	from?: string;
	/** Further header lines. */
	headers?: string[];
	body?: string;
}

/** A small message as it comes over the wire. */
export function eml({
	subject = 'Hello',
	messageId = `${Math.random().toString(36).slice(2)}@example.test`,
	from = 'Bob <bob@example.test>',
	headers = [],
	body = 'Hi Alice',
}: EmlOptions = {}): string {
	return [
		`From: ${from}`,
		'To: alice@example.test',
		`Subject: ${subject}`,
		`Message-ID: <${messageId}>`,
		'Date: Fri, 20 Nov 2026 10:00:00 +0000',
		...headers,
		'',
		body,
		'',
	].join('\r\n');
}
