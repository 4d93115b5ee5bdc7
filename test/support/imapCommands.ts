const CRLF = '\r\n';

/** The commands in what a client sent (RFC 3501 §4.3), with `{}` in place of each literal. */
export function imapCommands(sent: Buffer): string[] {
	const commands: string[] = [];
	let text = sent.toString('latin1');
	let command = '';
	for (let end = text.indexOf(CRLF); end >= 0; end = text.indexOf(CRLF)) {
		const line = text.slice(0, end);
		const [announced, length = '0'] = /\{(\d+)\+?\}$/.exec(line) ?? [];
		text = text.slice(end + CRLF.length + Number(length));
		command += announced === undefined ? line : `${line.slice(0, -announced.length)}{}`;
		if (announced !== undefined) continue;
		commands.push(command);
		command = '';
	}
	return text === '' ? commands : [...commands, command + text];
}
