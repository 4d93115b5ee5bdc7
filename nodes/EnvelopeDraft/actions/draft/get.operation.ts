import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { readDraft } from '../../../../mail/mailbox/drafts/read';
import { accountOf } from '../../../shared/account/account';
import { checked, labelsOf } from '../../../shared/checked';
import type { NodeItem } from '../../../shared/items';
import { optionsField } from '../../../shared/message/messageFields';
import { isTool } from '../../../shared/nodeOf';
import type { Operation } from '../../../shared/operations';
import {
	oneMessageItem,
	oneMessageOptions,
	oneMessageShape,
} from '../../../shared/reading/oneMessage';
import { outputField, readForm } from '../../../shared/reading/output';
import { draftField, readDraftReference } from '../../draftField';

const show = { resource: ['draft'], operation: ['get'] };

export const get: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		description: 'Read a draft as it is now: recipients (Bcc, too), subject, text and files',
		action: 'Get a draft',
	},
	fields: [draftField(show, 'read'), outputField({ show }), optionsField(show, oneMessageOptions)],
	run,
};

/** @throws EnvelopeError */
async function run(context: IExecuteFunctions, itemIndex: number): Promise<NodeItem> {
	const account = await accountOf(context, itemIndex);
	const reference = readDraftReference(context, itemIndex);
	const form = readForm(context.getNodeParameter('output', itemIndex, 'simplified'));
	const given = checked(
		z.object(oneMessageShape(isTool(context))),
		context.getNodeParameter('options', itemIndex, {}),
		labelsOf(oneMessageOptions),
	);
	const draft = await readDraft(account, reference, { headers: form === 'full' });
	const { json, binary, notes } = await oneMessageItem(context, account, draft, form, given);
	return { json: { ...json, ...(notes.length > 0 ? { notes } : {}) }, binary };
}
