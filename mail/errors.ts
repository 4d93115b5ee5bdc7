import type { ZodError } from 'zod';

/**
 * Every error that leaves the engine: what happened, where, whether trying again helps, what to do.
 * The message carries all four, because an AI agent sees nothing but the message.
 */

/** Where in the conversation with the server (or before it) the error arose. */
export type Phase =
	| 'settings'
	| 'compose'
	| 'dns'
	| 'connect'
	| 'tls'
	| 'greeting'
	| 'login'
	| 'envelope'
	| 'data'
	| 'response'
	| 'folder'
	| 'fetch'
	| 'append';

interface ErrorKind {
	/** True where the same call may succeed later with nothing changed. */
	transient: boolean;
	/** What the person or agent should do; used where the error brings none of its own. */
	remedy: string;
}

const errorKinds = {
	INVALID_ACCOUNT: { transient: false, remedy: 'Correct the credential.' },
	INVALID_ADDRESS: {
		transient: false,
		remedy: 'Write each address as name@example.com or "Name <name@example.com>".',
	},
	INVALID_FIELD: { transient: false, remedy: 'Correct the field.' },
	ATTACHMENT_MISSING: {
		transient: false,
		remedy: 'Name a binary field that the incoming item has.',
	},
	CONTENT_TOO_LARGE: { transient: false, remedy: 'Send less, or send a link to the file.' },
	RECIPIENT_REJECTED: { transient: false, remedy: 'Check the recipient addresses.' },
	SMTP_AUTH_FAILED: {
		transient: false,
		remedy: 'Check the user name and the app password in the credential.',
	},
	IMAP_AUTH_FAILED: {
		transient: false,
		remedy: 'Check the user name and the app password in the credential.',
	},
	TLS_REQUIRED: {
		transient: false,
		remedy:
			'Choose TLS and its port in the credential, or ask the provider why STARTTLS is missing.',
	},
	TLS_CERTIFICATE: {
		transient: false,
		remedy:
			'Check the host name in the credential; for a server of your own, add its CA certificate there.',
	},
	TLS_FAILED: {
		transient: false,
		remedy: 'Check that the port and the security mode in the credential belong together.',
	},
	CONNECTION_TIMEOUT: {
		transient: true,
		remedy: 'Check the host and the port, and that a firewall lets them through.',
	},
	CONNECTION_REFUSED: {
		transient: true,
		remedy: 'Check the host and the port in the credential, and that the server is running.',
	},
	CONNECTION_LOST: { transient: true, remedy: 'The network or the server closed the connection.' },
	DNS_FAILED: {
		transient: true,
		remedy: 'Check the spelling of the host in the credential, and the DNS of this machine.',
	},
	SERVER_BUSY: { transient: true, remedy: 'Wait a few minutes; the server limits its clients.' },
	CONNECTION_LIMIT: {
		transient: true,
		remedy:
			'Close mail programs and other clients of this mailbox, or watch fewer folders: providers allow 10 to 20 connections.',
	},
	SERVER_REJECTED: { transient: false, remedy: "Read the server's answer." },
	OUTCOME_UNKNOWN: {
		transient: false,
		remedy:
			'The server may have taken the message: look for its Message-ID in the Sent folder or ask the recipient before sending again.',
	},
	MESSAGE_NOT_FOUND: {
		transient: false,
		remedy: 'Check the message ID, and that the message was not moved or deleted.',
	},
	STALE_HANDLE: {
		transient: false,
		remedy: 'The folder was rebuilt since this ID was given: find the message again.',
	},
	FOLDER_REBUILT: {
		transient: true,
		remedy: 'Nothing needs to be done, unless later nodes keep IDs of messages.',
	},
	AFTERWARDS_FAILED: {
		transient: false,
		remedy:
			'The message does not run again: do it by hand, or correct the settings of the trigger.',
	},
	FOLDER_NOT_FOUND: { transient: false, remedy: 'Pick a folder from the list.' },
	UNSUBSCRIBE_FAILED: {
		transient: false,
		remedy:
			'Open the message and leave the list by hand, or report it as spam where you never joined.',
	},
	UNEXPECTED: { transient: false, remedy: 'Please report this with the steps that led to it.' },
} satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof errorKinds;

/** What may end a line for some program; then what turns the order of letters around (UAX #9). */
const breaking = /[\p{Cc}\u2028\u2029]+/gu;
const turning = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g;

/**
 * Words of others, such as a server's name of a folder, as they may stand in a sentence of ours: they look
 * like nothing but what they are. Every error does it by itself; for what else is told in words.
 */
export function asWords(text: string): string {
	return text.replace(breaking, ' ').replace(turning, '');
}

interface ErrorFacts {
	phase: Phase;
	/** Instead of the code's own remedy, where something better is known. */
	remedy?: string;
	/** Instead of the code's own, where the server said which (4xx against 5xx). */
	transient?: boolean;
	/** The recipient the error is about. */
	recipient?: string;
	/** The server's answer, without secrets. */
	response?: string;
	/** What became of each recipient, where none was taken. */
	rejected?: Rejection[];
}

/** A recipient that the server did not take. */
export interface Rejection {
	recipient: string;
	/** SMTP reply code, such as 550. */
	code: number | null;
	/** RFC 3463, such as `5.1.1`, where the server gives one. */
	enhancedCode: string | null;
	response: string;
}

/** An error whose message a person or an agent can act on. */
export class EnvelopeError extends Error {
	readonly what: string;
	readonly phase: Phase;
	readonly transient: boolean;
	readonly remedy: string;
	readonly recipient?: string;
	readonly response?: string;
	readonly rejected: Rejection[];

	/**
	 * @param code one of the table above
	 * @param about what happened, as a sentence without its full stop
	 */
	constructor(
		readonly code: ErrorCode,
		about: string,
		facts: ErrorFacts,
	) {
		const kind = errorKinds[code];
		const transient = facts.transient ?? kind.transient;
		const what = asWords(about);
		const remedy = asWords(facts.remedy ?? kind.remedy);
		const again = transient ? 'Trying again may help.' : 'Trying again unchanged will not help.';
		super(`${what}. ${remedy} ${again} (${code}, phase: ${facts.phase})`);
		this.name = 'EnvelopeError';
		this.what = what;
		this.phase = facts.phase;
		this.transient = transient;
		this.remedy = remedy;
		this.recipient = facts.recipient;
		this.response = facts.response;
		this.rejected = facts.rejected ?? [];
	}
}

/**
 * Whatever was thrown, as an EnvelopeError. A foreign error keeps its message, which is only safe
 * for errors that did not come from a mail library: those are translated in smtp/ and imap/.
 */
export function toEnvelopeError(error: unknown, phase: Phase): EnvelopeError {
	if (error instanceof EnvelopeError) return error;
	return new EnvelopeError('UNEXPECTED', toError(error).message, { phase });
}

/** Whatever was thrown, as an Error. */
export function toError(error: unknown): Error {
	return error instanceof Error ? error : new Error(String(error));
}

/**
 * What a schema found wrong, in one line that names the fields.
 *
 * @param labels what the user calls them, by their keys
 */
export function problemsOf({ issues }: ZodError, labels: Record<string, string> = {}): string {
	return issues
		.map(({ path, message }) => {
			const labelled = path.map(String).find((key) => Object.hasOwn(labels, key));
			const field = labelled === undefined ? path.join('.') : labels[labelled];
			return field ? `${field}: ${message}` : message;
		})
		.join('; ');
}
