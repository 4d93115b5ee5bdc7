/** The one login of the sinks; without it no message is taken. */
export const LOGIN = { user: 'bench@example.test', pass: 'bench' };

export interface Target {
	/** On 127.0.0.1. */
	port: number;
	security: 'starttls' | 'tls';
	/** The server's certificate, PEM. */
	ca: string;
}

/** The credential of Envelope's nodes, for sending only. */
export function envelopeAccount({ port, security, ca }: Target) {
	return {
		provider: 'custom',
		use: 'send',
		address: LOGIN.user,
		password: LOGIN.pass,
		smtpHost: '127.0.0.1',
		smtpPort: port,
		smtpTls: security,
		caCertificate: ca,
	};
}

/** The credential of n8n's own node. Its only way to trust the sink is the option not to check. */
export function builtInAccount({ port, security }: Target) {
	return {
		user: LOGIN.user,
		password: LOGIN.pass,
		host: '127.0.0.1',
		port,
		secure: security === 'tls',
		disableStartTls: false,
	};
}

/** The same for the library alone. */
export function nodemailerAccount({ port, security, ca }: Target) {
	return {
		host: '127.0.0.1',
		port,
		secure: security === 'tls',
		requireTLS: true,
		auth: LOGIN,
		tls: { ca },
	};
}
