/** INTERNALDATE in seconds, which is as exact as IMAP has it; 0 where there is none. */
export function secondsOf(date: Date | string | null | undefined): number {
	return Math.floor(new Date(date ?? 0).getTime() / 1000) || 0;
}
