import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { EnvelopeMailbox } from '../../nodes/EnvelopeMailbox/EnvelopeMailbox.node';
import { credentialFor } from './account';
import { type NodeResult, type NodeRun, runNode } from './engine';
import type { TestServer } from './servers';

/** Runs Envelope Mailbox with Alice's mailbox. @param parameters with resource and operation */
export function runMailbox(
	server: Pick<TestServer, 'ports' | 'ca'>,
	parameters: INodeParameters,
	changes: Partial<Omit<NodeRun, 'node' | 'parameters'>> & { credential?: IDataObject } = {},
): Promise<NodeResult> {
	const credential = credentialFor(server);
	return runNode({ node: new EnvelopeMailbox(), parameters, credential, ...changes });
}

/** What a resource locator holds that names a folder. */
export function folderNamed(value: string): INodeParameters {
	return { __rl: true, mode: 'name', value };
}
