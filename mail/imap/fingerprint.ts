import { createHash } from 'node:crypto';
import { messageIdsIn } from '../message/messageId';
import type { Message } from '../message/model';
import { secondsOf } from './internalDate';

/** What tells a message apart without its content. */
export interface Listed {
	uid: number;
	/** With angle brackets; empty where there is none. */
	messageId: string;
	/** Bytes. */
	size: number;
	/** INTERNALDATE in seconds. */
	receivedAt: number;
}

/** The same of a message that was read. */
export function listedOf({ uid, messageId, size, receivedAt }: Message): Listed {
	return {
		uid,
		messageId: messageIdsIn(messageId ?? '')[0] ?? '',
		size,
		receivedAt: secondsOf(receivedAt),
	};
}

/** Characters of a hash that tell the newest few hundred messages of a folder apart. */
const HASH_LENGTH = 8;

/**
 * Message-ID, size and INTERNALDATE in a few characters: what stays of a message when its folder is
 * restored or migrated and UIDs begin anew (RFC 3501 §2.3.1.1).
 */
export function fingerprintOf({ messageId, size, receivedAt }: Listed): string {
	const hash = createHash('sha256').update(`${size} ${messageId}`).digest('base64url');
	return `${hash.slice(0, HASH_LENGTH)}.${receivedAt.toString(36)}`;
}

/** The part of a fingerprint that holds also where a migration did not keep INTERNALDATE. */
export function undated(fingerprint: string): string {
	return fingerprint.slice(0, HASH_LENGTH);
}
