import type { Script } from './scriptedServer';

/** What a server makes of the sign-in that it was sent, to put it into an answer. */
export type Echo = (signIn: string) => string | Buffer;

const last = (line: string) => line.split(' ').at(-1) ?? '';
const decoded = (line: string) => Buffer.from(last(line), 'base64');

/** The ways in which servers repeat what they were sent. */
export const echoes: Record<string, Echo> = {
	'the command': (line) => line,
	'its last word': last,
	'the command without its end': (line) => line.slice(0, -7),
	'what was in its base64': (line) =>
		decoded(line)
			.toString()
			.replace(/[\r\n]/g, ' '),
	'the same in bytes that are no UTF-8': (line) =>
		Buffer.concat([decoded(line), Buffer.from([255])]),
	'the same as JSON': (line) => JSON.stringify(decoded(line).toString()),
};

interface Echoing {
	echo: Echo;
	/** The mechanisms that it offers. */
	mechanisms: string;
	/** The command that it refuses, `.` for the end of the message, or none to repeat it there. */
	refuses?: string;
	/** Whether it cuts the connection instead of going on. */
	thenDrops?: boolean;
}

/** An SMTP server that repeats the sign-in where it refuses something, and where it takes a message. */
export const echoingSmtp =
	({ echo, mechanisms, refuses, thenDrops }: Echoing): Script =>
	async (peer) => {
		let signIn = '';
		const say = (code: string) => {
			peer.send(Buffer.concat([`${code}-You sent`, ...lines(code, echo(signIn))].map(bytes)));
			if (thenDrops) peer.drop();
		};
		peer.send('220 localhost ESMTP\r\n');
		for (;;) {
			const line = await peer.line();
			const [command = '', mechanism, initial] = line.split(' ');
			if (command === 'AUTH') {
				signIn = line;
				if (initial === undefined) {
					const challenges = mechanism === 'LOGIN' ? ['VXNlcm5hbWU6', 'UGFzc3dvcmQ6'] : [''];
					for (const challenge of challenges) {
						peer.send(`334 ${challenge}\r\n`);
						signIn = await peer.line();
					}
				}
			}
			if (command === refuses) say('535');
			else if (command === 'AUTH') peer.send('235 Signed in\r\n');
			else if (command === 'EHLO') peer.send(`250-localhost\r\n250 AUTH ${mechanisms}\r\n`);
			else if (command === 'DATA') {
				peer.send('354 Go ahead\r\n');
				await peer.until('\r\n.\r\n');
				say(refuses === '.' ? '554' : '250');
			} else peer.send(command === 'QUIT' ? '221 Bye\r\n' : '250 OK\r\n');
			if (thenDrops && command === refuses) return;
		}
	};

/** An IMAP server that repeats the sign-in where it refuses something; `BYE` where it drops. */
export const echoingImap =
	({ echo, mechanisms, refuses, thenDrops }: Echoing): Script =>
	async (peer) => {
		let signIn = '';
		const offers = mechanisms.split(' ').filter((name) => name !== 'LOGIN');
		const capabilities = offers.map((name) => ` AUTH=${name}`).join('');
		const nextLine = async () => {
			let whole = await peer.line();
			for (let size = literal(whole); size !== undefined; size = literal(whole)) {
				peer.send('+ Go ahead\r\n');
				whole = `${whole.replace(/\{\d+\+?\}$/, '')}${await peer.line()}`;
			}
			return whole;
		};
		peer.send('* OK IMAP4rev1 ready\r\n');
		for (;;) {
			const line = await nextLine();
			const [tag = '', command = '', ...rest] = line.split(' ');
			if (command === 'LOGIN') signIn = line;
			if (command === 'AUTHENTICATE') {
				signIn = line;
				if (rest.length === 1) {
					peer.send('+ \r\n');
					signIn = await peer.line();
				}
			}
			if (command === 'CAPABILITY') peer.send(`* CAPABILITY IMAP4rev1 SASL-IR${capabilities}\r\n`);
			if (command === 'LIST') peer.send('* LIST (\\Drafts) "/" Drafts\r\n* LIST () "/" INBOX\r\n');
			if (command !== refuses) {
				peer.send(`${tag} OK Done\r\n`);
				continue;
			}
			const start = thenDrops ? '* BYE ' : `${tag} NO [ALERT] `;
			peer.send(Buffer.concat([start, echo(signIn), '\r\n'].map(bytes)));
			if (thenDrops) {
				peer.drop();
				return;
			}
		}
	};

/** The lines of an SMTP reply after its first one. */
const lines = (code: string, text: string | Buffer) => ['\r\n', `${code} `, text, '\r\n'];

const bytes = (text: string | Buffer) => Buffer.from(text as string);

/** RFC 3501 §4.3: how much the client has still to send. */
function literal(line: string): number | undefined {
	const [, size] = /\{(\d+)\+?\}$/.exec(line) ?? [];
	return size === undefined ? undefined : Number(size);
}
