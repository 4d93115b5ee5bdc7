import type { Mailbox } from '../../support/mailbox';

/** Reads so many messages, all that are in a mailbox; resolves when the last one was handed over. */
export type Read = (mailbox: Mailbox, messages: number) => Promise<void>;

/** One of the ways to read that are compared. */
export type Reader = () => Promise<Read>;
