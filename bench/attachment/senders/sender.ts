import type { IBinaryData } from 'n8n-workflow';
import type { Target } from '../../support/account';

/** Sends one mail with a file of n8n's binary store; resolves when the server has taken it. */
export type Send = (file: IBinaryData) => Promise<void>;

/** One of the ways to send that are compared. */
export type Sender = (target: Target) => Promise<Send>;

/** The mail that the file is attached to. */
export const MAIL = {
	to: 'customer@example.test',
	subject: 'The recording of our meeting',
	text: 'You find it attached.',
};
