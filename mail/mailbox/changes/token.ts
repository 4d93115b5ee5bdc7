import { createHash } from 'node:crypto';
import { deflateSync, inflateSync } from 'node:zlib';
import { z } from 'zod';
import { type Account, mailboxOf } from '../../account/settings';
import { EnvelopeError } from '../../errors';
import { keptSnapshot } from './snapshot';

/** Folders of one token, each of some 6 KB at most. */
export const MAX_FOLDERS = 10;

const uid = z.int().nonnegative();
const modseq = z.string().regex(/^\d{1,20}$/);

/** How much of a folder has been told of. */
const placeSchema = z.object({
	path: z.string(),
	uidValidity: z.string(),
	/** All messages up to this UID are known. */
	last: uid,
	/** All changes up to this count are known (RFC 7162); null where states are compared. */
	modseq: modseq.nullable(),
	/**
	 * Where the changes since `modseq` were more than a page holds: those up to the UID `after` have been
	 * told of. With the last of them, all changes up to `upTo` are known.
	 */
	sweep: z.object({ after: uid, upTo: modseq }).optional(),
	/** New messages wait since then, in seconds, for one that the server lists and does not give out. */
	held: z.object({ uid, since: uid }).optional(),
	/** The messages up to `last` that were there. */
	known: keptSnapshot,
});

export type Place = z.infer<typeof placeSchema>;

const tokenSchema = z.object({
	version: z.literal(1),
	mailbox: z.string(),
	places: z.array(placeSchema).max(MAX_FOLDERS),
});

/** Of what is in a token, so that a few characters cannot become gigabytes. */
const MAX_LENGTH = 12_000_000;

/**
 * Places as a text to hand out. It holds names of folders, UIDs and counts, no secret and nothing that
 * messages say; of a folder with few gaps some 200 characters, of any other 6,200 at most, whatever the
 * number of its messages.
 */
export function formatToken(account: Account, places: Place[]): string {
	const token = { version: 1, mailbox: nameOf(account), places };
	return deflateSync(JSON.stringify(token)).toString('base64url');
}

/**
 * @returns the places of a token; undefined where it is of another mailbox
 * @throws EnvelopeError INVALID_FIELD for what is no token
 */
export function parseToken(account: Account, text: string): Place[] | undefined {
	const parsed = tokenSchema.safeParse(contentOf(text));
	if (!parsed.success) throw noToken();
	const { mailbox, places } = parsed.data;
	return mailbox === nameOf(account) ? places : undefined;
}

/** The check sum in it (zlib, RFC 1950) finds a copy that has lost a character. */
function contentOf(text: string): unknown {
	try {
		const bytes = inflateSync(Buffer.from(text, 'base64url'), { maxOutputLength: MAX_LENGTH });
		return JSON.parse(bytes.toString());
	} catch {
		throw noToken();
	}
}

function noToken(): EnvelopeError {
	return new EnvelopeError('INVALID_FIELD', 'The token is not one that Get Changes gave', {
		phase: 'settings',
		remedy: 'Copy it whole, or leave it out to begin anew.',
	});
}

/** Tells mailboxes apart, and nothing of them. */
function nameOf(account: Account): string {
	return createHash('sha256').update(mailboxOf(account)).digest('base64url').slice(0, 12);
}
