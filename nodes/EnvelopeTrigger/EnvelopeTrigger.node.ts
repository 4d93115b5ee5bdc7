import {
	type INodeType,
	type INodeTypeDescription,
	type ITriggerFunctions,
	type ITriggerResponse,
	NodeConnectionTypes,
} from 'n8n-workflow';
import { authenticationField } from '../shared/account/authentication';
import { envelopeAccountTest } from '../shared/account/credentialTest';
import { folderField, searchFolders } from '../shared/folderPicker';
import { triggerOptions } from './options';
import { showNewest } from './showNewest';
import { watchFolder } from './watchFolder';

export class EnvelopeTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Envelope Trigger',
		name: 'envelopeTrigger',
		icon: { light: 'file:envelopeTrigger.svg', dark: 'file:envelopeTrigger.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ "new message in " + ($parameter.folder.value ?? $parameter.folder) }}',
		description: 'Starts the workflow when mail arrives in your own mailbox',
		defaults: { name: 'Envelope Trigger' },
		inputs: [],
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
		eventTriggerDescription: '',
		activationMessage:
			'The workflow now starts for each message that arrives, and catches up on those that came while n8n was not running.',
		triggerPanel: {
			header: 'See the newest message',
			executionsHelp: {
				inactive:
					'A test shows the newest message of the folder, or waits for the first one. Publish the workflow to start it for each message that arrives.',
				active:
					'The workflow starts for each message that arrives. A test shows the newest message of the folder, whether it was run already or not.',
			},
			activationHint: 'Publish the workflow to start it for each message that arrives.',
		},
		properties: [
			authenticationField,
			{
				displayName: 'Event',
				name: 'event',
				type: 'options',
				noDataExpression: true,
				options: [
					{
						name: 'New Message',
						value: 'newMessage',
						description: 'A message arrives in the folder, or is moved there',
						action: 'On new message',
					},
				],
				default: 'newMessage',
			},
			folderField,
			{
				displayName: 'Start From',
				name: 'startFrom',
				type: 'options',
				options: [
					{
						name: 'All Messages',
						value: 'all',
						description: 'First run for every message that is in the folder already',
					},
					{
						name: 'New Messages',
						value: 'now',
						description: 'Run for what arrives from the first activation on',
					},
					{
						name: 'Unread Messages',
						value: 'unread',
						description: 'First run for the messages in the folder that are unread',
					},
				],
				default: 'now',
				description:
					'Where the first activation begins. Later ones go on where the last one ended, until the account, the folder or this field is changed.',
			},
			triggerOptions,
		],
	};

	methods = { credentialTest: { envelopeAccountTest }, listSearch: { searchFolders } };

	async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
		return this.getMode() === 'manual' ? showNewest(this) : watchFolder(this);
	}
}
