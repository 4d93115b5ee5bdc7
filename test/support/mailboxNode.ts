import type { INodeParameters } from 'n8n-workflow';
import { EnvelopeMailbox } from '../../nodes/EnvelopeMailbox/EnvelopeMailbox.node';
import { credentialFor } from './account';
import { type NodeResult, type NodeRun, runNode } from './engine';
import type { TestServer } from './servers';

/** Runs an operation of Envelope Mailbox on messages, or on what the parameters say. */
export function runMailbox(
	server: Pick<TestServer, 'ports' | 'ca'>,
	parameters: INodeParameters,
	run: Partial<NodeRun> = {},
): Promise<NodeResult> {
	return runNode({
		node: new EnvelopeMailbox(),
		parameters: { resource: 'message', options: {}, ...parameters },
		credential: credentialFor(server),
		...run,
	});
}
