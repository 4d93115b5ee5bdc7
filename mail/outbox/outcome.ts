import type { Rejection } from '../errors';
import type { SentCopy } from './copy';

/** What the server said of each recipient. */
export interface Recipients {
	accepted: string[];
	rejected: Rejection[];
	/** Whether the server took the message for them is not known. */
	unknown: string[];
}

/** What is known of a message that is out. */
export interface Sent extends Recipients {
	/** The server's answer to the message. */
	response: string;
	/** When the server took it last; null where that is not known. */
	sentAt: Date | null;
	/** By the latest call; 0 where there was nothing left to do. */
	attempts: number;
	copy: SentCopy;
	/** The mailbox shows it, so that nobody in `unknown` is a reason to send it again. */
	seen: boolean;
	/** What was asked for and could not be done. */
	warnings: string[];
}

/** What a call to send a message came to. */
export interface Outcome extends Omit<Sent, 'seen'> {
	/** `partial` where not all recipients are known to have it. */
	status: 'delivered' | 'partial';
	/** True where an earlier call had sent it, and this one did nothing. */
	alreadySent: boolean;
}

export function outcomeOf({ seen: _, ...sent }: Sent): Outcome {
	const { rejected, unknown, attempts, warnings } = sent;
	return {
		...sent,
		status: rejected.length === 0 && unknown.length === 0 ? 'delivered' : 'partial',
		alreadySent: attempts === 0,
		warnings: [...warnings, ...warningsOf(unknown)],
	};
}

function warningsOf(unknown: string[]): string[] {
	return unknown.length > 0
		? [`It is not known whether the message was sent to ${unknown.join(', ')} too.`]
		: [];
}

/** What became of all recipients, where some were tried once more. */
export function merged(before: Recipients, tried: string[], again: Recipients): Recipients {
	const wereTried = new Set(tried);
	const rejected = before.rejected.filter(({ recipient }) => !wereTried.has(recipient));
	const unknown = before.unknown.filter((recipient) => !wereTried.has(recipient));
	return {
		accepted: [...before.accepted, ...again.accepted],
		rejected: [...rejected, ...again.rejected],
		unknown: [...unknown, ...again.unknown],
	};
}

/** Whether the recipient may be taken later: no answer, or one that is not final (RFC 5321 §4.2.1). */
export function mayPass({ code }: Rejection): boolean {
	return code === null || code < 500;
}
