import type { Mailbox } from '../../support/mailbox';

/**
 * Watches an inbox.
 *
 * @param onMail told, in milliseconds since 1970, when a mail had come through
 * @returns ends it
 */
export type Watch = (
	mailbox: Mailbox,
	onMail: (at: number) => void,
) => Promise<() => Promise<void>>;
