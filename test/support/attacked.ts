import type { IDataObject, INodeExecutionData, INodeParameters, INodeType } from 'n8n-workflow';
import { closeImapPools } from '../../mail/imap/pool';
import { closeSmtpPools } from '../../mail/smtp/pool';
import { EnvelopeDraft } from '../../nodes/EnvelopeDraft/EnvelopeDraft.node';
import { EnvelopeSend } from '../../nodes/EnvelopeSend/EnvelopeSend.node';
import { bob, credentialFor, users } from './account';
import { runNode } from './engine';
import { type RecordingProxy, startRecordingProxy } from './recordingProxy';
import type { StartServer, TestServer } from './servers';
import { type SmtpSink, startSmtpSink } from './smtpSink';

/** Alice's mailbox, in which all that goes to the servers is read byte by byte. */
export interface Attacked {
	server: TestServer;
	/** Takes what is sent. */
	sink: SmtpSink;
	/** Before the server's own IMAP. */
	imap: RecordingProxy;
	credential: IDataObject;
	/** Runs Envelope Send with a short text to Bob, but for what the test is about. */
	send(parameters: INodeParameters, items?: INodeExecutionData[]): Promise<IDataObject[]>;
	/** The same with Envelope Draft. */
	draft(parameters: INodeParameters, items?: INodeExecutionData[]): Promise<IDataObject[]>;
	close(): Promise<void>;
}

const usual = { to: bob, subject: 'Hello', bodyFormat: 'text', text: 'How are you?', options: {} };

/** Mail goes out to a sink; the mailbox is the test server's. */
export async function startAttacked(start: StartServer): Promise<Attacked> {
	const server = await start({ users });
	const sink = await startSmtpSink({
		extensions: ['AUTH PLAIN'],
		answer: (command) => (command.startsWith('AUTH') ? '235 Signed in' : undefined),
	});
	const imap = await startRecordingProxy(server.ports.imap);
	const credential = credentialFor(server, {
		...{ smtpPort: sink.port, smtpTls: 'none' },
		...{ imapPort: imap.port, imapTls: 'none' },
		sentCopy: 'never',
	});
	const run = async (
		node: INodeType,
		parameters: INodeParameters,
		items: INodeExecutionData[] = [{ json: {} }],
	) => {
		// Who waits for an answer takes one item at a time.
		const runs = parameters.operation === 'sendAndWait' ? items.map((item) => [item]) : [items];
		const results: IDataObject[] = [];
		for (const each of runs) {
			const onError = 'continueRegularOutput';
			const { json, error } = await runNode({ node, parameters, credential, items: each, onError });
			if (error) throw error;
			results.push(...json);
		}
		return results;
	};
	return {
		...{ server, sink, imap, credential },
		send: (parameters, items) =>
			run(
				new EnvelopeSend(),
				{ ...usual, resource: 'message', operation: 'send', ...parameters },
				items,
			),
		draft: (parameters, items) =>
			run(
				new EnvelopeDraft(),
				{ ...usual, resource: 'draft', operation: 'create', ...parameters },
				items,
			),
		close: async () => {
			closeSmtpPools();
			await closeImapPools();
			await imap.close();
			await sink.close();
			await server.close();
		},
	};
}
