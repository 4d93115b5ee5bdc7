// The part of hoodiecrow-imap 2.1.0 that the mail server uses; the package ships no types.
declare module 'hoodiecrow-imap' {
	import type { EventEmitter } from 'node:events';
	import type { Socket } from 'node:net';

	function hoodiecrow(options: hoodiecrow.Options): hoodiecrow.ImapServer;

	namespace hoodiecrow {
		interface Options {
			plugins: string[];
			users: Record<string, never>;
			storage: Storage;
			credentials?: { key: string; cert: string };
			secureConnection?: boolean;
		}
		/** '' is the personal namespace, which holds every folder but INBOX. */
		interface Storage {
			INBOX: FolderSeed;
			'': { separator: string; folders?: Record<string, FolderSeed> };
		}
		interface FolderSeed {
			uidvalidity?: number;
			uidnext?: number;
			'special-use'?: string;
			HIGHESTMODSEQ?: number;
			messages?: Message[];
			folders?: Record<string, FolderSeed>;
		}
		interface Folder extends FolderSeed {
			messages: Message[];
		}
		interface Message {
			uid: number;
			flags: string[];
			/** IMAP date-time. */
			internaldate: string;
			/** The bytes as a latin1 ("binary") string. */
			raw: string;
			MODSEQ?: number;
		}
		interface Token {
			type: 'ATOM' | 'STRING' | 'LITERAL' | 'SEQUENCE' | 'SECTION' | 'TEXT';
			value?: string;
			section?: Attribute[];
		}
		type Attribute = Token | string | number | null | undefined | Attribute[];
		interface Command {
			tag: string;
			command: string;
			attributes?: Attribute[];
		}
		interface Response {
			tag: string;
			command?: string;
			attributes?: Attribute[];
		}
		interface Connection {
			server: ImapServer;
			socket: Socket | null;
			state: 'Not Authenticated' | 'Authenticated' | 'Selected' | 'Logout';
			selectedMailbox?: Folder;
			/** Capabilities switched on with ENABLE. */
			enabled: string[];
			/** True: push untagged responses at once (IDLE) instead of with the next reply. */
			directNotifications: boolean;
			inputHandler: ((line: string) => void) | false;
			_notificationCallback: (...notification: unknown[]) => void;
			send(response: Response, description: string, command: Command, ...rest: unknown[]): void;
		}
		type Handler = (
			connection: Connection,
			command: Command,
			line: string,
			done: () => void,
		) => void;
		/** One item of a FETCH, such as BODY[]<0.1000>; `partial` is [start, length]. */
		type FetchHandler = (
			connection: Connection,
			message: Message,
			query: { partial?: number[] },
		) => unknown;
		interface ImapServer extends EventEmitter {
			/** Looked up before the built-in ones. */
			fetchHandlers: Record<string, FetchHandler>;
			storage: Storage;
			folderCache: Record<string, Folder>;
			/** Capabilities that ENABLE knows. */
			enableAvailable?: string[];
			searchHandlers: Record<
				string,
				(
					connection: Connection,
					message: Message,
					index: number,
					argument: string,
					second: string,
				) => boolean
			>;
			outputHandlers: ((
				connection: Connection,
				response: Response,
				description: string,
				command: Command | null,
				line: string,
				affected: unknown,
			) => void)[];
			createClient(socket: Socket): void;
			setCommandHandler(command: string, handler: Handler): void;
			getCommandHandler(command: string): Handler | false;
			getMailbox(path: string): Folder | undefined;
			getMessageRange(
				folder: Folder | Message[],
				range: string,
				isUid?: boolean,
			): [number, Message][];
			formatInternalDate(date: Date): string;
			processMailbox(path: string, folder: FolderSeed, namespace: string): void;
			appendMessage(folder: Folder, flags: string[], date: Date, raw: string): void;
			notify(response: Response, folder: Folder, except?: Connection): void;
		}
	}
	export = hoodiecrow;
}

// hoodiecrow's parser, which it looks up here for each command.
declare module 'imap-handler' {
	import type { Command } from 'hoodiecrow-imap';
	const imapHandler: { parser: (line: string, options: { literalPlus: boolean }) => Command };
	export = imapHandler;
}

declare module 'hoodiecrow-imap/lib/commands/handlers/fetch' {
	import type { FetchHandler } from 'hoodiecrow-imap';

	const fetchHandlers: Record<'BODY' | 'BODY.PEEK', FetchHandler>;
	export = fetchHandlers;
}

// The character classes that this parser looks up, each as a string of all its characters.
declare module 'imap-handler/lib/formal' {
	const formalSyntax: Record<'CHAR8' | 'TEXT-CHAR', () => string>;
	export = formalSyntax;
}
