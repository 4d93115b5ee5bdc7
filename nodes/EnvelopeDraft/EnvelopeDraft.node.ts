import {
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	NodeConnectionTypes,
} from 'n8n-workflow';
import { authenticationField } from '../shared/account/authentication';
import { envelopeAccountTest } from '../shared/account/credentialTest';
import { forEachItem } from '../shared/items';
import * as create from './actions/draft/create.operation';

/** Drafts go one after another, so that they stand in the folder in the order of the items. */
const CONCURRENCY = 1;

export class EnvelopeDraft implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Envelope Draft',
		name: 'envelopeDraft',
		icon: { light: 'file:envelopeDraft.svg', dark: 'file:envelopeDraft.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{ $parameter.operation + ": " + $parameter.resource }}',
		description: 'Write email drafts into your own mailbox for a person to check and send',
		defaults: { name: 'Envelope Draft' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'envelopeAccount',
				required: true,
				testedBy: 'envelopeAccountTest',
				displayOptions: { show: { authentication: ['envelopeAccount'] } },
			},
			{
				name: 'envelopeGoogleOAuth2Api',
				required: true,
				displayOptions: { show: { authentication: ['envelopeGoogleOAuth2Api'] } },
			},
			{
				name: 'envelopeMicrosoftOAuth2Api',
				required: true,
				displayOptions: { show: { authentication: ['envelopeMicrosoftOAuth2Api'] } },
			},
		],
		properties: [
			authenticationField,
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: [{ name: 'Draft', value: 'draft' }],
				default: 'draft',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['draft'] } },
				options: [
					{
						name: 'Create',
						value: 'create',
						description: 'Write a draft into the Drafts folder; nothing is sent',
						action: 'Create a draft',
					},
				],
				default: 'create',
			},
			...create.description,
		],
	};

	methods = { credentialTest: { envelopeAccountTest } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return forEachItem(this, CONCURRENCY, (itemIndex) => create.execute(this, itemIndex));
	}
}
