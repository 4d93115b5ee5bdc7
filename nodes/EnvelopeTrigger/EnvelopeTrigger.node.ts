import {
	type INodeType,
	type INodeTypeDescription,
	type ITriggerFunctions,
	type ITriggerResponse,
	NodeConnectionTypes,
} from 'n8n-workflow';
import { authenticationField } from '../shared/account/authentication';
import { envelopeAccountTest } from '../shared/account/credentialTest';
import { folderField, getFolders, searchFolders } from '../shared/folderPicker';
import { outputField } from '../shared/reading/output';
import { afterwardsField } from './fields/afterwards';
import { eventFields } from './fields/event';
import { filtersField } from './fields/filters';
import { optionsField } from './fields/options';
import { showNewest } from './showNewest';
import { watchFolders } from './watchFolders';

export class EnvelopeTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Envelope Trigger',
		name: 'envelopeTrigger',
		icon: { light: 'file:envelopeTrigger.svg', dark: 'file:envelopeTrigger.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ ({ reply: "reply", bounce: "bounce", autoReply: "automatic reply", flagsChanged: "flags changed", messageGone: "message gone" })[$parameter.event] ?? "new message" }} in {{ $parameter.folder.value ?? $parameter.folder }}',
		description: 'Starts the workflow when mail arrives in your own mailbox, or changes there',
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
			'The workflow now starts for each message that fits, and catches up on those that came while n8n was not running.',
		triggerPanel: {
			header: 'See the newest message',
			executionsHelp: {
				inactive:
					'A test shows the newest message that fits, or waits for the first one. Publish the workflow to start it for each one from then on.',
				active:
					'The workflow starts for each message that fits. A test shows the newest one, whether it was run already or not.',
			},
			activationHint: 'Publish the workflow to start it for each message that fits.',
		},
		properties: [
			authenticationField,
			eventFields.eventField,
			folderField,
			eventFields.repliesToField,
			eventFields.messageIdsField,
			eventFields.startFromField,
			outputField({ hide: { event: ['messageGone'] } }),
			filtersField,
			afterwardsField,
			optionsField,
		],
	};

	methods = {
		credentialTest: { envelopeAccountTest },
		listSearch: { searchFolders },
		loadOptions: { getFolders },
	};

	async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
		return this.getMode() === 'manual' ? showNewest(this) : watchFolders(this);
	}
}
