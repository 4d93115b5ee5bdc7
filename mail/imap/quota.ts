import type { QuotaResource } from 'imapflow';
import type { Connection } from './connection';
import { assertUsable } from './usable';

/** What a mailbox may hold. */
export interface Quota {
	/** In bytes. */
	storage: Limited | null;
	messages: Limited | null;
}

interface Limited {
	used: number | null;
	limit: number | null;
}

/**
 * The quota of the mailbox that a folder is in (RFC 9208).
 *
 * @returns null where the server has or tells none
 * @throws EnvelopeError CONNECTION_LOST
 */
export async function quotaOf(connection: Connection, path: string): Promise<Quota | null> {
	const quota = await connection.getQuota(path);
	assertUsable(connection, 'folder');
	if (!quota || (!quota.storage && !quota.message)) return null;
	return { storage: limited(quota.storage), messages: limited(quota.message) };
}

function limited(resource: QuotaResource | undefined): Limited | null {
	return resource ? { used: resource.usage ?? null, limit: resource.limit ?? null } : null;
}
