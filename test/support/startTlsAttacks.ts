import type { Certificate } from './certificates';
import type { Peer, Script } from './scriptedServer';

interface Attack {
	/** Whether STARTTLS is offered. */
	offered?: boolean;
	/** Whether IMAP says in its greeting that the client is signed in already. */
	preauth?: boolean;
	/** The answer to STARTTLS, without what IMAP puts before it. */
	smtp?: string;
	imap?: string;
	/** Plaintext behind that answer, in the same packet. */
	injected?: boolean;
	/** What comes after it: TLS with this certificate, the end, or plaintext as if nothing was. */
	then?: 'trusted' | 'untrusted' | 'drop' | 'plaintext';
}

/** The beginning of a TLS record with a handshake (RFC 8446 §5.1). */
const CLIENT_HELLO = '\x16\x03';

const ready = { smtp: '220 Ready', imap: 'OK Begin' };

/** What somebody on the line can do to STARTTLS. */
export const attacks: Record<string, Attack> = {
	stripped: { offered: false },
	'stripped, and the session said to be signed in': { offered: false, preauth: true },
	'refused for now': { smtp: '454 TLS not available', imap: 'NO TLS not available' },
	'answered as unknown': { smtp: '500 Unknown command', imap: 'BAD Unknown command' },
	'answered as done already': { smtp: '503 TLS is on', imap: 'BAD TLS is on' },
	'answered with plaintext behind it': { ...ready, injected: true, then: 'trusted' },
	'answered with plaintext and no TLS': { ...ready, injected: true, then: 'plaintext' },
	'broken off': { ...ready, then: 'drop' },
	'answered without TLS': { ...ready, then: 'plaintext' },
	'answered by somebody else': { ...ready, then: 'untrusted' },
};

export type AttackName = keyof typeof attacks;

interface Certificates {
	trusted: Certificate;
	untrusted: Certificate;
}

const mechanisms = ['PLAIN', 'LOGIN', 'XOAUTH2', 'OAUTHBEARER'];

/** An SMTP server that takes any sign-in, in plaintext too, and any mail. */
export const attackedSmtp =
	(attack: Attack, certificates: Certificates): Script =>
	async (peer) => {
		const auth = `250 AUTH ${mechanisms.join(' ')}\r\n`;
		let offered = attack.offered !== false;
		peer.send('220 localhost ESMTP\r\n');
		for (;;) {
			const [command = ''] = (await peer.line()).split(' ');
			if (command === 'EHLO') {
				peer.send(`250-localhost\r\n${offered ? '250-STARTTLS\r\n' : ''}${auth}`);
			} else if (command === 'STARTTLS') {
				const injected = attack.injected ? `250-localhost\r\n${auth}` : '';
				offered = false;
				if (!(await answer(peer, `${attack.smtp}\r\n${injected}`, attack, certificates))) return;
			} else if (command === 'AUTH') peer.send('235 Signed in\r\n');
			else if (command === 'DATA') {
				peer.send('354 Go ahead\r\n');
				await peer.until('\r\n.\r\n');
				peer.send('250 OK\r\n');
			} else peer.send(command === 'QUIT' ? '221 Bye\r\n' : '250 OK\r\n');
		}
	};

/** The same for IMAP; it answers OK to anything else. */
export const attackedImap =
	(attack: Attack, certificates: Certificates): Script =>
	async (peer) => {
		const auth = mechanisms.map((name) => `AUTH=${name}`).join(' ');
		let offered = attack.offered !== false;
		peer.send(`* ${attack.preauth ? 'PREAUTH' : 'OK'} IMAP4rev1 ready\r\n`);
		for (;;) {
			const [tag = '', command = ''] = (await peer.line()).split(' ');
			const capability = `* CAPABILITY IMAP4rev1 SASL-IR ${auth}${offered ? ' STARTTLS' : ''}\r\n`;
			if (command === 'CAPABILITY') peer.send(capability);
			if (command !== 'STARTTLS') {
				peer.send(`${tag} OK Done\r\n`);
				continue;
			}
			offered = false;
			const injected = attack.injected ? `* CAPABILITY IMAP4rev1 SASL-IR ${auth}\r\n` : '';
			if (!(await answer(peer, `${tag} ${attack.imap}\r\n${injected}`, attack, certificates)))
				return;
		}
	};

/** @returns whether the conversation goes on */
async function answer(
	peer: Peer,
	text: string,
	{ then }: Attack,
	certificates: Certificates,
): Promise<boolean> {
	peer.send(text);
	if (then === 'drop') peer.drop();
	if (then === 'trusted' || then === 'untrusted') await peer.startTls(certificates[then]);
	if (then === 'plaintext') {
		await peer.until(CLIENT_HELLO);
		peer.send('250 OK\r\n* OK Go on\r\n');
	}
	return then !== 'drop';
}
