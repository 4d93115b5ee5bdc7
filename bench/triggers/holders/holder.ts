import type { Mailbox } from '../../support/mailbox';

/**
 * Opens a mailbox and waits for mail in it.
 *
 * @param id another one each time
 * @returns closes it
 */
export type Hold = (mailbox: Mailbox, id: string) => Promise<() => Promise<void>>;

/** One of the ways to wait that are compared. */
export type Holder = () => Promise<Hold>;
