import {
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	NodeConnectionTypes,
} from 'n8n-workflow';
import { MAX_CONNECTIONS } from '../../mail/imap/pool';
import { authenticationField } from '../shared/account/authentication';
import { envelopeAccountTest } from '../shared/account/credentialTest';
import { getFolders, searchFolders, searchFoldersOrAll } from '../shared/folderPicker';
import { forEachItem } from '../shared/items';
import { searchMessages } from '../shared/message/messagePicker';
import { chosenRun, operationFields } from '../shared/operations';
import { changes } from './actions/changes';
import { folder } from './actions/folder';
import { message } from './actions/message';

const resources = [changes, folder, message];

export class EnvelopeMailbox implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Envelope Mailbox',
		name: 'envelopeMailbox',
		icon: { light: 'file:envelopeMailbox.svg', dark: 'file:envelopeMailbox.dark.svg' },
		group: ['input'],
		version: 1,
		subtitle:
			'={{ $parameter.operation.replace(/[A-Z]/g, " $&").toLowerCase() + ": " + $parameter.resource }}',
		description: 'Search, read, file and follow what is in your own mailbox',
		defaults: { name: 'Envelope Mailbox' },
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
				options: [
					{ name: 'Change', value: 'changes' },
					{ name: 'Folder', value: 'folder' },
					{ name: 'Message', value: 'message' },
				],
				default: 'message',
			},
			...operationFields(resources),
		],
	};

	methods = {
		credentialTest: { envelopeAccountTest },
		listSearch: { searchFolders, searchFoldersOrAll, searchMessages },
		loadOptions: { getFolders },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const run = chosenRun(this, resources);
		return forEachItem(this, MAX_CONNECTIONS, (itemIndex) => run(this, itemIndex));
	}
}
