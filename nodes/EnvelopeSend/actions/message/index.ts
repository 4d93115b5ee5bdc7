import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import type { NodeItem } from '../../../shared/items';
import * as forward from './forward.operation';
import * as redirect from './redirect.operation';
import * as reply from './reply.operation';
import * as send from './send.operation';
import * as sendAndWait from './sendAndWait.operation';

/** The operations of the resource Message, and the fields of each. */
export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['message'] } },
		options: [
			{
				name: 'Forward',
				value: 'forward',
				description: 'Send a message on to others with a text of your own, inline or as a file',
				action: 'Forward an email',
			},
			{
				name: 'Redirect',
				value: 'redirect',
				description: 'Send a message on unchanged, so that answers go to its author',
				action: 'Redirect an email',
			},
			{
				name: 'Reply',
				value: 'reply',
				description: 'Answer the sender of a message, in its conversation',
				action: 'Reply to an email',
			},
			{
				name: 'Reply All',
				value: 'replyAll',
				description: 'Answer the sender and all other recipients of a message',
				action: 'Reply to all of an email',
			},
			{
				name: 'Send',
				value: 'send',
				description: 'Send an email now; tells per recipient whether the server took it',
				action: 'Send an email',
			},
			{
				name: 'Send and Wait for Response',
				value: 'sendAndWait',
				description: 'Ask somebody by email, and go on when the answer is there',
				action: 'Send an email and wait for the response',
			},
		],
		default: 'send',
	},
	...forward.description,
	...redirect.description,
	...reply.description,
	...send.description,
	...sendAndWait.description,
];

/** What each operation does with one item. */
export const operations: Record<
	string,
	(context: IExecuteFunctions, itemIndex: number) => Promise<NodeItem>
> = {
	forward: forward.execute,
	redirect: redirect.execute,
	reply: reply.execute,
	replyAll: reply.executeAll,
	send: send.execute,
	sendAndWait: sendAndWait.execute,
};
