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
import { searchMessages } from '../shared/message/messagePicker';
import { chosenRun, operationFields } from '../shared/operations';
import { draft } from './actions/draft';
import { searchDrafts } from './draftField';

const resources = [draft];

/** Drafts go one after another, so that they stand in the folder in the order of the items. */
const CONCURRENCY = 1;

export class EnvelopeDraft implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Envelope Draft',
		name: 'envelopeDraft',
		icon: { light: 'file:envelopeDraft.svg', dark: 'file:envelopeDraft.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle:
			'={{ $parameter.operation.replace(/[A-Z]/g, " $&").toLowerCase() + ": " + $parameter.resource }}',
		description:
			'Write, change, read and send email drafts in your own mailbox, so that a person can check them first',
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
			...operationFields(resources),
		],
	};

	methods = {
		credentialTest: { envelopeAccountTest },
		listSearch: { searchDrafts, searchMessages },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const run = chosenRun(this, resources);
		return forEachItem(this, CONCURRENCY, (itemIndex) => run(this, itemIndex));
	}
}
