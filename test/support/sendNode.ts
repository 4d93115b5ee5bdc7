import type { IDataObject } from 'n8n-workflow';
import { closeImapPools } from '../../mail/imap/pool';
import { EnvelopeSend } from '../../nodes/EnvelopeSend/EnvelopeSend.node';
import { bob, credentialFor } from './account';
import { type NodeResult, type NodeRun, runNode } from './engine';
import type { TestServer } from './servers';
import type { SmtpSink } from './smtpSink';

/** What is sent is filed over IMAP too. */
afterEach(closeImapPools);

/** Runs Envelope Send with a short text to Bob, but for what the test is about. */
export function runSend(
	server: TestServer,
	parameters: IDataObject = {},
	run: Partial<NodeRun> = {},
): Promise<NodeResult> {
	return runNode({
		node: new EnvelopeSend(),
		parameters: {
			resource: 'message',
			operation: 'send',
			to: bob,
			subject: 'Hello',
			bodyFormat: 'text',
			text: 'How are you?',
			options: {},
			...parameters,
		},
		credential: credentialFor(server),
		...run,
	});
}

/** The credential of Alice's mailbox on a test server, but sending over a server that is played. */
export function overSink(
	server: TestServer,
	sink: SmtpSink,
	changes: IDataObject = {},
): IDataObject {
	return credentialFor(server, { smtpPort: sink.port, smtpTls: 'none', ...changes });
}
