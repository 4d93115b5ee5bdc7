import { Readable } from 'node:stream';
import MimeNode from 'nodemailer/lib/mime-node';
import { EnvelopeError, type Phase, toError } from '../errors';
import { type ComposedMessage, unreadableContent } from '../message/compose';

/** Who the server is told the message is from and for (RFC 5321 §2.3.1), apart from the header. */
export interface SmtpEnvelope {
	from: string;
	to: string[];
	/** What the servers on the way are asked to report to `from` (RFC 3461), where they can. */
	reports?: DeliveryReports;
}

export interface DeliveryReports {
	/** Comes back with every report. */
	id: string;
	on: ('success' | 'failure' | 'delay')[];
	/** How much of the message comes back with it. */
	returned: 'headers' | 'full';
}

/**
 * A message as nodemailer's pool takes it: opened when its turn comes, and anew where the pool moves
 * it to another connection, which it does as long as nothing was read. It knows how far it came,
 * where nodemailer reports a connection lost after the final dot as one that was never made.
 */
export class Attempt extends MimeNode {
	private opened?: Readable;
	/** Why the message could not be read, where that was the reason. */
	unreadable?: EnvelopeError;

	constructor(
		private readonly composed: ComposedMessage,
		private readonly envelope: SmtpEnvelope,
	) {
		// It has no parts, and a boundary by chance would take longer than all the rest of it.
		super('text/plain', { baseBoundary: 'none' });
		this.setHeader('Message-ID', composed.messageId);
	}

	override getEnvelope() {
		const { from, to, reports } = this.envelope;
		const dsn = reports && { envid: reports.id, notify: reports.on, ret: reports.returned };
		return { from, to: [...to], dsn, use8BitMime: this.composed.eightBit };
	}

	override createReadStream(): Readable {
		this.opened = this.open();
		this.opened.once('error', (error) => {
			// A copy, because nodemailer writes a code of its own over that of the error.
			const { code, what, ...facts } = unreadableContent(error);
			this.unreadable = new EnvelopeError(code, what, facts);
		});
		return this.opened;
	}

	/** The pool calls from a socket's event, where something thrown would end the process. */
	private open(): Readable {
		try {
			return this.composed.stream();
		} catch (error) {
			return new Readable({ read: () => {} }).destroy(toError(error));
		}
	}

	/**
	 * The phase that a connection lost now was lost in: `login` stands for all that comes before the
	 * message, and in `response` the server may have the whole of it.
	 */
	get phase(): Phase {
		if (!this.opened) return 'login';
		if (this.opened.readableEnded) return 'response';
		return this.opened.readableDidRead ? 'data' : 'envelope';
	}

	/** Lets go of the files that it was reading. */
	release(): void {
		this.opened?.destroy();
	}
}
