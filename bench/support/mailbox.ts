import type { ImapFlowOptions } from 'imapflow';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { z } from 'zod';

export const mailboxSchema = z.object({
	address: z.string(),
	password: z.string(),
	/** Of IMAP over TLS, on 127.0.0.1. */
	port: z.number(),
	/** The server's certificate, PEM. */
	ca: z.string(),
});

/** A mailbox to receive from, and how to get in; it can be given to another process. */
export type Mailbox = z.infer<typeof mailboxSchema>;

/** A trigger on a mailbox, as it stands in a workflow with its credential. */
export interface TriggerNode {
	/** As n8n knows it. */
	type: string;
	typeVersion: number;
	parameters: INodeParameters;
	credentialType: string;
	credential: IDataObject;
}

/** The credential of Envelope's nodes, for receiving only. */
export function envelopeCredential({ address, password, port, ca }: Mailbox): IDataObject {
	return {
		provider: 'custom',
		use: 'receive',
		address,
		password,
		imapHost: '127.0.0.1',
		imapPort: port,
		imapTls: 'tls',
		caCertificate: ca,
	};
}

/**
 * Envelope Trigger on the inbox.
 *
 * @param options those of the node
 */
export function envelopeTrigger(
	mailbox: Mailbox,
	startFrom: 'all' | 'now',
	options: { maxInFlight?: number; perExecution?: number } = {},
): TriggerNode {
	return {
		type: 'n8n-nodes-envelope.envelopeTrigger',
		typeVersion: 1,
		parameters: {
			event: 'newMessage',
			folder: { __rl: true, mode: 'name', value: 'INBOX' },
			startFrom,
			options,
		},
		credentialType: 'envelopeAccount',
		credential: envelopeCredential(mailbox),
	};
}

/** n8n's own trigger as it is when a person puts it into a workflow. */
export function builtInTrigger({ address, password, port }: Mailbox): TriggerNode {
	return {
		type: 'n8n-nodes-base.emailReadImap',
		typeVersion: 2.1,
		parameters: { mailbox: 'INBOX', postProcessAction: 'read', format: 'simple', options: {} },
		credentialType: 'imap',
		credential: {
			user: address,
			password,
			host: '127.0.0.1',
			port,
			secure: true,
			// Its only way to trust the server.
			allowUnauthorizedCerts: true,
		},
	};
}

/** For the library alone. */
export function imapflowAccount({ address, password, port, ca }: Mailbox): ImapFlowOptions {
	return {
		host: '127.0.0.1',
		port,
		secure: true,
		tls: { ca },
		auth: { user: address, pass: password },
		logger: false,
	};
}
