import type { Resource } from '../../../shared/operations';
import * as forward from './forward.operation';
import * as redirect from './redirect.operation';
import * as reply from './reply.operation';
import * as send from './send.operation';
import * as sendAndWait from './sendAndWait.operation';

export const message: Resource = {
	name: 'message',
	usual: 'send',
	operations: [
		{
			option: {
				name: 'Forward',
				value: 'forward',
				description: 'Send a message on to others with a text of your own, inline or as a file',
				action: 'Forward an email',
			},
			fields: forward.description,
			run: forward.execute,
		},
		{
			option: {
				name: 'Redirect',
				value: 'redirect',
				description: 'Send a message on unchanged, so that answers go to its author',
				action: 'Redirect an email',
			},
			fields: redirect.description,
			run: redirect.execute,
		},
		{
			option: {
				name: 'Reply',
				value: 'reply',
				description: 'Answer the sender of a message, in its conversation',
				action: 'Reply to an email',
			},
			fields: reply.description,
			run: reply.execute,
		},
		// Its fields are those of Reply.
		{
			option: {
				name: 'Reply All',
				value: 'replyAll',
				description: 'Answer the sender and all other recipients of a message',
				action: 'Reply to all of an email',
			},
			fields: [],
			run: reply.executeAll,
		},
		{
			option: {
				name: 'Send',
				value: 'send',
				description: 'Send an email now; tells per recipient whether the server took it',
				action: 'Send an email',
			},
			fields: send.description,
			run: send.execute,
		},
		{
			option: {
				name: 'Send and Wait for Response',
				value: 'sendAndWait',
				description: 'Ask somebody by email, and go on when the answer is there',
				action: 'Send an email and wait for the response',
			},
			fields: sendAndWait.description,
			run: sendAndWait.execute,
		},
	],
};
