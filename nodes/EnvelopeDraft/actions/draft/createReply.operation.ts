import type { IExecuteFunctions } from 'n8n-workflow';
import { accountOf } from '../../../shared/account/account';
import { readReply, replyFields } from '../../../shared/answering/reply';
import { draftOptions } from '../../../shared/message/messageFields';
import type { Operation } from '../../../shared/operations';
import { storeAbout } from '../../storeAbout';

const show = { resource: ['draft'], operation: ['createReply', 'createReplyAll'] };

export const createReply: Operation = {
	option: {
		name: 'Create Reply',
		value: 'createReply',
		description:
			'Write an answer to the sender of a message into the Drafts folder, in its conversation; nothing is sent',
		action: 'Create a draft that replies to an email',
	},
	fields: replyFields(show, draftOptions),
	run: async (context, itemIndex) => answer(context, itemIndex, false),
};

export const createReplyAll: Operation = {
	option: {
		name: 'Create Reply All',
		value: 'createReplyAll',
		description:
			'Write an answer to the sender and all other recipients of a message into the Drafts folder; nothing is sent',
		action: 'Create a draft that replies to all of an email',
	},
	// Those of Create Reply.
	fields: [],
	run: async (context, itemIndex) => answer(context, itemIndex, true),
};

/** @throws EnvelopeError */
async function answer(context: IExecuteFunctions, itemIndex: number, all: boolean) {
	const account = await accountOf(context, itemIndex);
	return storeAbout(
		context,
		itemIndex,
		account,
		await readReply(context, itemIndex, account, { all }),
	);
}
