import type { Certificate } from './certificates';
import type { Peer, Script } from './scriptedServer';

interface ScriptOptions {
	/** What becomes of STARTTLS. Default: not offered, as after stripping by a man in the middle. */
	startTls?: 'stripped' | 'refused' | StartTls;
	/**
	 * Cut the connection in place of the answer to this command ('EHLO', 'MAIL', 'LOGIN', …); for SMTP
	 * also 'content' (after the first line of the message) and 'dot' (after its end).
	 */
	dropAt?: string;
}

interface StartTls {
	certificate: Certificate;
	/** Plaintext that a man in the middle puts behind the answer to STARTTLS, in the same packet. */
	injected?: string;
}

/** Accepts connections and says nothing. */
export const neverGreets: Script = async () => {};

/** Says one thing, such as `* BYE …` or `421 …`, and cuts the connection if told so. */
export const saysOnly =
	(greeting: string, { drop = false } = {}): Script =>
	async (peer) => {
		peer.send(greeting);
		if (drop) peer.drop();
	};

const smtpReplies: Record<string, string> = {
	AUTH: '235 2.7.0 Signed in\r\n',
	MAIL: '250 2.1.0 OK\r\n',
	RCPT: '250 2.1.5 OK\r\n',
	DATA: '354 Go ahead\r\n',
	RSET: '250 2.0.0 OK\r\n',
	NOOP: '250 2.0.0 OK\r\n',
	QUIT: '221 2.0.0 Bye\r\n',
};

/** An SMTP server that takes any password (AUTH PLAIN with initial response) and any mail. */
export const smtpScript =
	({ startTls = 'stripped', dropAt }: ScriptOptions = {}): Script =>
	async (peer) => {
		peer.send('220 localhost ESMTP\r\n');
		let offer = startTls === 'stripped' ? '' : '250-STARTTLS\r\n';
		for (;;) {
			const command = (await peer.line()).split(' ')[0]?.toUpperCase() ?? '';
			if (command === dropAt) {
				peer.drop();
				return;
			}
			if (command === 'EHLO') {
				peer.send(`250-localhost\r\n${offer}250-AUTH PLAIN\r\n250 ENHANCEDSTATUSCODES\r\n`);
			} else if (command === 'STARTTLS' && typeof startTls === 'object') {
				await begin(peer, '220 2.0.0 Ready\r\n', startTls);
				offer = '';
			} else if (command === 'STARTTLS') {
				peer.send('454 4.7.0 TLS not available\r\n');
			} else {
				peer.send(smtpReplies[command] ?? '500 5.5.2 Unknown command\r\n');
			}
			if (command === 'DATA') {
				const stop = await readMessage(peer, dropAt);
				if (stop) {
					peer.drop();
					return;
				}
				peer.send('250 2.0.0 Accepted\r\n');
			}
		}
	};

/** Reads up to the final dot; true when the connection is to be cut. */
async function readMessage(peer: Peer, dropAt?: string): Promise<boolean> {
	for (;;) {
		const line = await peer.line();
		if (dropAt === 'content') return true;
		if (line === '.') return dropAt === 'dot';
	}
}

/** An IMAP server that takes any password and answers OK to anything else. */
export const imapScript =
	({ startTls = 'stripped', dropAt }: ScriptOptions = {}): Script =>
	async (peer) => {
		peer.send('* OK IMAP4rev1 ready\r\n');
		let offer = startTls === 'stripped' ? '' : ' STARTTLS';
		for (;;) {
			const [tag, name = '', ...rest] = (await peer.line()).split(' ');
			const command = name.toUpperCase();
			if (command === dropAt) {
				peer.drop();
				return;
			}
			if (command === 'CAPABILITY') {
				peer.send(`* CAPABILITY IMAP4rev1${offer} AUTH=PLAIN SASL-IR\r\n`);
			}
			if (command === 'AUTHENTICATE' && rest.length === 1) {
				peer.send('+ \r\n');
				await peer.line();
			}
			if (command === 'STARTTLS' && typeof startTls === 'object') {
				await begin(peer, `${tag} OK Begin TLS\r\n`, startTls);
				offer = '';
			} else if (command === 'STARTTLS') {
				peer.send(`${tag} NO TLS not available\r\n`);
			} else {
				peer.send(`${tag} OK Done\r\n`);
			}
		}
	};

async function begin(peer: Peer, answer: string, { certificate, injected = '' }: StartTls) {
	peer.send(answer + injected);
	await peer.startTls(certificate);
}
