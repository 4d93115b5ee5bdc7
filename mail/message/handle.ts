import { EnvelopeError } from '../errors';

/** A message's place on its server, exact for as long as UIDVALIDITY stands (RFC 3501 §2.3.1.1). */
export interface Handle {
	uid: number;
	/** Decimal, up to 32 bits. */
	uidValidity: string;
	folder: string;
}

/** `<uid>.<uidValidity>.<folder>`, for example `42.1700000000.INBOX`. */
export function formatHandle({ uid, uidValidity, folder }: Handle): string {
	return `${uid}.${uidValidity}.${folder}`;
}

/** A folder with control characters cannot be named in a command. */
const pattern = /^(\d{1,10})\.(\d{1,10})\.(\P{Cc}+)$/u;

/** @returns undefined where the text is not a handle */
export function parseHandle(text: string): Handle | undefined {
	const [, uid, uidValidity, folder] = pattern.exec(text.trim()) ?? [];
	if (uid === undefined || uidValidity === undefined || folder === undefined) return undefined;
	// It alone has a name whose case does not matter (RFC 3501 §5.1).
	return { uid: Number(uid), uidValidity, folder: /^inbox$/i.test(folder) ? 'INBOX' : folder };
}

/** The handle that a message's `id` is. */
export function handleOf({ id }: { id: string }): Handle {
	const handle = parseHandle(id);
	if (handle) return handle;
	throw new EnvelopeError('UNEXPECTED', `"${id}" is not the ID of a message`, { phase: 'fetch' });
}

/** The error for a handle whose folder has been rebuilt since. */
export function staleHandle(handle: Handle): EnvelopeError {
	return new EnvelopeError(
		'STALE_HANDLE',
		`The message ID ${formatHandle(handle)} is from before the folder was rebuilt by the server`,
		{ phase: 'fetch' },
	);
}

/** The UIDs of messages of one folder. */
export function uidsOf(handles: Handle[]): number[] {
	return handles.map(({ uid }) => uid);
}
