import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { EnvelopeMailbox } from '../../nodes/EnvelopeMailbox/EnvelopeMailbox.node';
import { credentialFor } from './account';
import { type NodeResult, type NodeRun, runNode } from './engine';
import type { TestServer } from './servers';

/** Runs an operation of Envelope Mailbox, such as `message.move`, on Alice's mailbox. */
export function runMailbox(
	server: Pick<TestServer, 'ports' | 'ca'>,
	name: string,
	parameters: IDataObject = {},
	run: Partial<NodeRun> = {},
): Promise<NodeResult> {
	const [resource = '', operation = ''] = name.split('.');
	return runNode({
		node: new EnvelopeMailbox(),
		parameters: { resource, operation, options: {}, ...parameters },
		credential: credentialFor(server),
		...run,
	});
}

/** What a resource locator holds that names a folder. */
export function folderNamed(value: string): INodeParameters {
	return { __rl: true, mode: 'name', value };
}
