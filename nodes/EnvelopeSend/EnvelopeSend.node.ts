import {
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	NodeConnectionTypes,
} from 'n8n-workflow';
import { MAX_CONNECTIONS } from '../../mail/smtp/pool';
import { envelopeAccountTest } from '../shared/credentialTest';
import { forEachItem } from '../shared/items';
import * as send from './actions/message/send.operation';

export class EnvelopeSend implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Envelope Send',
		name: 'envelopeSend',
		icon: { light: 'file:envelopeSend.svg', dark: 'file:envelopeSend.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{ $parameter.operation + ": " + $parameter.resource }}',
		description: 'Send email from your own mailbox over SMTP',
		defaults: { name: 'Envelope Send' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'envelopeAccount', required: true, testedBy: 'envelopeAccountTest' }],
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: [{ name: 'Message', value: 'message' }],
				default: 'message',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['message'] } },
				options: [
					{
						name: 'Send',
						value: 'send',
						description: 'Send an email now; tells per recipient whether the server took it',
						action: 'Send an email',
					},
				],
				default: 'send',
			},
			...send.description,
		],
	};

	methods = { credentialTest: { envelopeAccountTest } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return forEachItem(this, MAX_CONNECTIONS, (itemIndex) => send.execute(this, itemIndex));
	}
}
