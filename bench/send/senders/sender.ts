import type { Mail } from '../mails';

export interface Target {
	/** On 127.0.0.1. */
	port: number;
	security: 'starttls' | 'tls';
	/** The server's certificate, PEM. */
	ca: string;
}

/** One of the ways to send that are compared. */
export interface Sender {
	name: string;
	/** Resolves when the server has taken every message. */
	send(mails: Mail[], target: Target): Promise<void>;
	/** Closes what `send` left open, so that each run connects and signs in anew. */
	close(): void;
}
