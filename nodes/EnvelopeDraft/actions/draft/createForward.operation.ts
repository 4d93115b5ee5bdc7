import type { IExecuteFunctions } from 'n8n-workflow';
import { accountOf } from '../../../shared/account/account';
import { forwardFields, readForward } from '../../../shared/answering/forward';
import { draftOptions } from '../../../shared/message/messageFields';
import type { Operation } from '../../../shared/operations';
import { storeAbout } from '../../storeAbout';

const show = { resource: ['draft'], operation: ['createForward'] };

export const createForward: Operation = {
	option: {
		name: 'Create Forward',
		value: 'createForward',
		description:
			'Write a draft that passes a message on with a text of your own, inline or as a file; nothing is sent',
		action: 'Create a draft that forwards an email',
	},
	fields: forwardFields(show, { toRequired: false, options: draftOptions }),
	run,
};

/** @throws EnvelopeError */
async function run(context: IExecuteFunctions, itemIndex: number) {
	const account = await accountOf(context, itemIndex);
	return storeAbout(context, itemIndex, account, await readForward(context, itemIndex, account));
}
