import type { Peer, Script } from './scriptedServer';

/** A sign-in as a client sent it. */
export interface Presented {
	mechanism: string;
	/** The fields of the initial response, which \x01 separates. */
	fields: string[];
	token: string;
}

/** What a server does with a sign-in; `wait` lets the rest of the conversation wait. */
export type Verdict = (
	presented: Presented,
	raw: string,
) => 'accept' | 'challenge' | 'refuse' | 'drop' | { say: string };

interface Sasl {
	/** Such as `XOAUTH2 OAUTHBEARER`. */
	offers: string;
	verdict: Verdict;
	/** Awaited before the answer to the end of a message. */
	beforeAccepting?: () => Promise<void>;
}

const reason = Buffer.from('{"status":"401","schemes":"bearer"}').toString('base64');

/** An SMTP server that takes tokens, and any mail. */
export const oauth2SmtpScript =
	({ offers, verdict, beforeAccepting }: Sasl): Script =>
	async (peer) => {
		const replies: Record<string, string> = { DATA: '354 Go ahead', QUIT: '221 2.0.0 Bye' };
		peer.send('220 localhost ESMTP\r\n');
		for (;;) {
			const [command = '', mechanism = '', response = ''] = (await peer.line()).split(' ');
			if (command === 'EHLO') peer.send(`250-localhost\r\n250 AUTH ${offers}\r\n`);
			else if (command === 'AUTH') {
				const judged = verdict(presentedIn(mechanism, response), response);
				if (judged === 'drop') {
					peer.send('535 5.7.8 Refused\r\n');
					peer.drop();
					return;
				}
				if (judged === 'challenge') await reasonAnswered(peer, `334 ${reason}`, mechanism);
				const said = typeof judged === 'object' ? judged.say : '5.7.8 Refused';
				peer.send(judged === 'accept' ? '235 2.7.0 Signed in\r\n' : `535 ${said}\r\n`);
			} else {
				peer.send(`${replies[command] ?? '250 2.0.0 OK'}\r\n`);
				if (command !== 'DATA') continue;
				await peer.until('\r\n.\r\n');
				await beforeAccepting?.();
				peer.send('250 2.0.0 Accepted\r\n');
			}
		}
	};

/** An IMAP server that takes tokens and answers OK to anything else. */
export const oauth2ImapScript =
	({ offers, verdict }: Sasl): Script =>
	async (peer) => {
		const capabilities = offers.split(' ').map((name) => `AUTH=${name}`);
		peer.send('* OK IMAP4rev1 ready\r\n');
		for (;;) {
			const [tag, name, mechanism = '', response = ''] = (await peer.line()).split(' ');
			if (name === 'CAPABILITY') {
				peer.send(`* CAPABILITY IMAP4rev1 SASL-IR ${capabilities.join(' ')}\r\n`);
			}
			if (name === 'AUTHENTICATE') {
				const judged = verdict(presentedIn(mechanism, response), response);
				if (judged === 'challenge') await reasonAnswered(peer, `+ ${reason}`, mechanism);
				if (judged !== 'accept') {
					const said = typeof judged === 'object' ? judged.say : 'Refused';
					peer.send(`${tag} NO [AUTHENTICATIONFAILED] ${said}\r\n`);
					continue;
				}
			}
			peer.send(`${tag} OK Done\r\n`);
		}
	};

/** RFC 7628 §3.2.3: OAUTHBEARER ends the exchange with a \x01, XOAUTH2 with nothing. */
async function reasonAnswered(peer: Peer, challenge: string, mechanism: string): Promise<void> {
	peer.send(`${challenge}\r\n`);
	const expected = mechanism === 'OAUTHBEARER' ? 'AQ==' : '';
	const answer = await peer.line();
	if (answer !== expected) throw new Error(`The exchange was ended with "${answer}"`);
}

function presentedIn(mechanism: string, response: string): Presented {
	const fields = Buffer.from(response, 'base64').toString().split('\x01');
	const bearer = 'auth=Bearer ';
	const token = fields.find((field) => field.startsWith(bearer))?.slice(bearer.length) ?? '';
	return { mechanism, fields, token };
}
