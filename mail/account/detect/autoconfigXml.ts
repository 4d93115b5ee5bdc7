import { Parser } from 'htmlparser2';

/** One `incomingServer` or `outgoingServer`, as it stands there. */
export interface ServerEntry {
	/** `imap`, `pop3`, `smtp`. */
	type: string;
	/** The texts of the elements with this name. */
	texts: (element: string) => string[];
}

/**
 * The servers in a file of Thunderbird's autoconfiguration format, version 1.1
 * (https://wiki.mozilla.org/Thunderbird:Autoconfiguration:ConfigFileFormat).
 *
 * htmlparser2 reads no DTD, so entities that a file defines are never expanded, and no tree is
 * built, so it may be nested as deep as it likes. What is no XML has no servers.
 */
export function serverEntries(xml: string): ServerEntry[] {
	const entries: ServerEntry[] = [];
	let type: string | undefined;
	let fields: [element: string, text: string][] = [];
	let text = '';
	const parser = new Parser(
		{
			onopentag: (element, attributes) => {
				text = '';
				if (!isServer(element)) return;
				type = attributes.type;
				fields = [];
			},
			ontext: (chunk) => (text += chunk),
			onclosetag: (element) => {
				if (!isServer(element)) {
					fields.push([element, text.trim()]);
				} else if (type !== undefined) {
					entries.push({ type, texts: textsIn(fields) });
					type = undefined;
				}
				text = '';
			},
		},
		{ xmlMode: true },
	);
	parser.end(xml);
	return entries;
}

function isServer(element: string): boolean {
	return element === 'incomingServer' || element === 'outgoingServer';
}

function textsIn(fields: [element: string, text: string][]): ServerEntry['texts'] {
	return (wanted) => fields.filter(([element]) => element === wanted).map(([, text]) => text);
}
