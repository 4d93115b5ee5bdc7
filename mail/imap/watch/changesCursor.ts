import { z } from 'zod';

/** What is known of a folder whose messages are watched, and not its arrivals. */
export const changesCursorSchema = z.object({
	uidValidity: z.string(),
	/** HIGHESTMODSEQ (RFC 7162); null where the server does not count changes. */
	modseq: z.string().nullable(),
	/** The messages that were there, as a sequence set such as `1:4,7`. */
	uids: z.string(),
});

export type ChangesCursor = z.infer<typeof changesCursorSchema>;
