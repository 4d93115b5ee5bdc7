import type { Mailbox } from '../../support/mailbox';
import type { Job } from '../jobs';

/** Does a job, with so many messages. @returns how many came of it */
export type Do = (count: number) => Promise<number>;

/** One of the ways to do things in a mailbox that are compared. */
export type Doer = (mailbox: Mailbox, job: Job) => Promise<Do>;
