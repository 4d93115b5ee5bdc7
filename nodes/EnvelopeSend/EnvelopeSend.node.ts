import {
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	NodeConnectionTypes,
} from 'n8n-workflow';
import { MAX_CONNECTIONS } from '../../mail/smtp/pool';
import { authenticationField } from '../shared/account/authentication';
import { envelopeAccountTest } from '../shared/account/credentialTest';
import { forEachItem } from '../shared/items';
import { chosenRun, operationFields } from '../shared/operations';
import { searchMessages } from '../shared/message/messagePicker';
import { message } from './actions/message';
import { answerWebhooks, sendAndWaitWebhook } from './sendAndWait/webhook';

const resources = [message];

export class EnvelopeSend implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Envelope Send',
		name: 'envelopeSend',
		icon: { light: 'file:envelopeSend.svg', dark: 'file:envelopeSend.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle:
			'={{ ({ replyAll: "reply to all", sendAndWait: "send and wait" })[$parameter.operation] ?? $parameter.operation }}',
		description: 'Send, answer and forward email from your own mailbox',
		defaults: { name: 'Envelope Send' },
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
		waitingNodeTooltip:
			'The workflow goes on when somebody has answered on the page that the mail links to',
		webhooks: answerWebhooks,
		properties: [
			authenticationField,
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: [{ name: 'Message', value: 'message' }],
				default: 'message',
			},
			...operationFields(resources),
		],
	};

	methods = { credentialTest: { envelopeAccountTest }, listSearch: { searchMessages } };

	/** Takes the answer that Send and Wait for Response waits for. */
	webhook = sendAndWaitWebhook;

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const run = chosenRun(this, resources);
		return forEachItem(this, MAX_CONNECTIONS, (itemIndex) => run(this, itemIndex));
	}
}
