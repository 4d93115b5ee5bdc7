import type { IDataObject } from 'n8n-workflow';
import { closeImapPools } from '../../mail/imap/pool';
import { type ComposedMessage, compose } from '../../mail/message/compose';
import type { Outcome } from '../../mail/outbox/outcome';
import { type Means, post } from '../../mail/outbox/post';
import type { Posting } from '../../mail/outbox/posting';
import { SendRecord } from '../../mail/outbox/record';
import { closeSmtpPools } from '../../mail/smtp/pool';
import { accountFor, alice, bob, users } from './account';
import { outgoing } from './outgoing';
import type { StartServer, TestServer } from './servers';
import { type SmtpSink, type SmtpSinkOptions, startSmtpSink } from './smtpSink';
import { turnedClock } from './turnedClock';

/**
 * For a suite that posts: Alice's mailbox on a test server, and for each test a record that knows
 * of nothing and a server for sending that is played.
 */
export function usePostings(start: StartServer) {
	let server: TestServer;
	let sink: SmtpSink;
	let record: SendRecord;
	beforeAll(async () => {
		server = await start({ users });
	});
	beforeEach(() => {
		record = new SendRecord();
	});
	afterEach(async () => {
		closeSmtpPools();
		await closeImapPools();
		await sink.close();
	});
	afterAll(() => server?.close());

	const account = (changes: IDataObject = {}) =>
		accountFor(server, { smtpPort: sink.port, smtpTls: 'none', sentCopy: 'always', ...changes });

	return {
		account,

		play: async (answer?: SmtpSinkOptions['answer']) => {
			sink = await startSmtpSink({ answer });
		},

		/** What the played server got. */
		wire: (): Pick<SmtpSink, 'messages' | 'delivered' | 'accepted'> => sink,

		/** A message to Bob that nobody knows, but for what the test is about. */
		posting: (changes: Partial<Posting> & { to?: string[] } = {}): Posting => ({
			account: account(),
			message: compose(outgoing(), { keepBcc: false }),
			envelope: { from: alice, to: changes.to ?? [bob] },
			retry: { attempts: 3, budgetMs: 120_000 },
			mayBeRepeat: false,
			sendAgainInDoubt: false,
			...changes,
		}),

		send: (what: Posting, means: Partial<Means> = {}): Promise<Outcome> =>
			post(what, { clock: turnedClock(), record, ...means }),

		copies: async ({ messageId }: ComposedMessage) => {
			const stored = await server.messages(alice, 'Sent');
			return stored.filter(({ raw }) => raw.includes(messageId));
		},

		/** Puts what the played server got last into Alice's mailbox, as a real one would. */
		fileWhatArrived: (folder: string) =>
			server.deliver(alice, `${sink.messages().at(-1)?.data.toString()}\r\n`, { folder }),

		/** Puts anything there. */
		deliver: (raw: string, folder: string) => server.deliver(alice, raw, { folder }),
	};
}
