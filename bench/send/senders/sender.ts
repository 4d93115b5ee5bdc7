import type { Target } from '../../support/account';
import type { Mail } from '../mails';

/** One of the ways to send that are compared. */
export interface Sender {
	name: string;
	/** Resolves when the server has taken every message. */
	send(mails: Mail[], target: Target): Promise<void>;
	/** Closes what `send` left open, so that each run connects and signs in anew. */
	close(): void;
}
