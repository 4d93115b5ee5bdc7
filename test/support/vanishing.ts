import type { IDataObject } from 'n8n-workflow';
import { append, openToAppend } from '../../mail/imap/append';
import { closeImapPools } from '../../mail/imap/pool';
import { formatHandle, type Handle } from '../../mail/message/handle';
import { closeSmtpPools } from '../../mail/smtp/pool';
import { credentialFor, users } from './account';
import { type NodeResult } from './engine';
import { nameOf } from './imapFaults';
import { type Rules, startImapProxy } from './imapProxy';
import { otherClient } from './otherClient';
import { describeServers, type StartServer } from './servers';
import { startSmtpSink } from './smtpSink';
import { type Names, type Outcome, outcomeOf, type Stored } from './vanishingOutcome';

/** Something that is done to a message. */
export interface Work {
	/** Where the message is; the inbox by default. */
	folder?: string;
	/** In latin1. @param messageId without angle brackets */
	raw: (messageId: string) => string;
	/** Another message of the inbox, which stays. @param messageId of the one that goes */
	beside?: (messageId: string) => string;
	/** Given the handles of both. */
	run: (id: string, beside: string, credential: IDataObject) => Promise<NodeResult>;
}

interface Vanishing {
	/**
	 * Does it undisturbed, and then while another client expunges the message before the first command
	 * after the sign-in, before the second, and so on for as long as there is one.
	 */
	outcomes(work: Work): Promise<{ usual: Outcome; disturbed: Outcome[] }>;
	close(): Promise<void>;
}

/** What is the same everywhere, and takes Dovecot long. */
const signingIn = /^(CAPABILITY|ID|NAMESPACE|ENABLE|COMPRESS|LOGIN|AUTHENTICATE|LOGOUT|)$/;

/** INTERNALDATE. */
const date = new Date('2026-11-20T10:00:00Z');

/** Describes what becomes of work on messages that another client expunges, on each kind of server. */
export function describeVanishing(
	name: string,
	suite: (outcomes: Vanishing['outcomes']) => void,
): void {
	describeServers(name, (start) => {
		let vanishing: Vanishing;

		beforeAll(async () => {
			vanishing = await startVanishing(start);
		});

		afterAll(() => vanishing?.close());

		suite((work) => vanishing.outcomes(work));
	});
}

/** Alice's mailbox, in which another client expunges what is worked with; she sends to a sink. */
async function startVanishing(start: StartServer): Promise<Vanishing> {
	const server = await start({ users, withoutSmtp: true });
	const sink = await startSmtpSink();
	const other = otherClient(server);
	let onCommand: Rules['command'];
	const proxy = await startImapProxy({
		target: server.ports.imap,
		rules: () => ({ command: (line) => onCommand?.(line) }),
	});
	const credential = credentialFor(server, {
		...{ smtpPort: sink.port, smtpTls: 'none' },
		...{ imapPort: proxy.port, imapTls: 'none' },
	});
	let count = 1_000;

	const put = (folder: string, messageId: string, raw: string): Promise<Handle> =>
		other.act(async (connection) => {
			const bytes = Buffer.from(raw, 'latin1');
			const open = await openToAppend(connection, folder);
			const handle = await append(connection, open, { bytes, messageId, flags: [], date });
			await connection.mailboxClose();
			return handle;
		});

	/** All that is in the mailbox, which is empty afterwards. */
	const taken = () =>
		other.act(async (connection) => {
			const all: Stored[] = [];
			for (const { path: folder } of await connection.list()) {
				const { exists } = await connection.mailboxOpen(folder);
				if (exists === 0) continue;
				const query = { uid: true, flags: true, source: true };
				for (const { uid, flags, source } of await connection.fetchAll('1:*', query)) {
					all.push({ folder, uid, flags: [...(flags ?? [])], raw: source ?? Buffer.alloc(0) });
				}
				await connection.messageDelete('1:*');
			}
			await connection.mailboxClose();
			return all;
		});

	/** @param nth the command before which the message goes; 0 for none */
	async function outcome(work: Work, nth: number): Promise<Outcome> {
		const { folder = 'INBOX', raw, run } = work;
		const messageId = `gone-${count++}@x.test`;
		const handle = await put(folder, messageId, raw(messageId));
		const stays = work.beside?.(messageId);
		const beside = stays === undefined ? undefined : await put('INBOX', 'stays@x.test', stays);
		const before = sink.messages().length;
		let commands = 0;
		let command: string | undefined;
		onCommand = async (line) => {
			if (signingIn.test(nameOf(line)) || ++commands !== nth) return undefined;
			command = line;
			await other.delete(String(handle.uid), folder);
			return undefined;
		};
		const result = await run(formatHandle(handle), beside ? formatHandle(beside) : '', credential);
		onCommand = undefined;
		const names: Names = { handle, beside, messageId };
		const sent = sink.messages().slice(before);
		return outcomeOf(names, { command, result, sent, stored: await taken() });
	}

	return {
		outcomes: async (work) => {
			const usual = await outcome(work, 0);
			const disturbed: Outcome[] = [];
			for (let nth = 1; ; nth++) {
				const next = await outcome(work, nth);
				if (next.command === undefined) return { usual, disturbed };
				disturbed.push(next);
			}
		},
		close: async () => {
			closeSmtpPools();
			await closeImapPools();
			await proxy.close();
			await sink.close();
			await server.close();
		},
	};
}
