import type { IExecuteFunctions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { updateDraft } from '../../../../mail/mailbox/drafts/update';
import { formatHandle } from '../../../../mail/message/handle';
import { accountOf } from '../../../shared/account/account';
import { callOf, digestOf } from '../../../shared/call';
import type { NodeItem } from '../../../shared/items';
import { bodyFields, optionsField } from '../../../shared/message/messageFields';
import type { Operation } from '../../../shared/operations';
import { draftField, readDraftReference } from '../../draftField';
import { readChanges, updateOptions } from '../../readChanges';

const show = { resource: ['draft'], operation: ['update'] };

const unchanged: INodePropertyOptions = {
	name: 'Unchanged',
	value: 'unchanged',
	description:
		'The body stays as it is. Any other choice replaces all of it, a quoted message too.',
};

/** There is a body already. */
function orUnchanged(field: INodeProperties): INodeProperties {
	if (field.name !== 'bodyFormat') return field;
	return { ...field, options: [...(field.options ?? []), unchanged], default: 'unchanged' };
}

export const update: Operation = {
	option: {
		name: 'Update',
		value: 'update',
		description:
			'Change what you name of a draft: recipients, subject, body, files; the rest stays as it is. Gives back its new ID.',
		action: 'Update a draft',
	},
	fields: [
		draftField(show, 'change'),
		...bodyFields(show).map(orUnchanged),
		{
			...optionsField(show, updateOptions),
			displayName: 'Update Fields',
			placeholder: 'Add field',
			description: 'What is not added here stays as it is; what is added and left empty is removed',
		},
	],
	run,
};

/** @throws EnvelopeError */
async function run(context: IExecuteFunctions, itemIndex: number): Promise<NodeItem> {
	const account = await accountOf(context, itemIndex);
	const reference = readDraftReference(context, itemIndex);
	const { changesOf, said } = readChanges(context, itemIndex, account);
	const change = digestOf(callOf(context, itemIndex, [reference, said]));
	const updated = await updateDraft(account, reference, change, changesOf);
	const { handle, messageId, alreadyUpdated } = updated;
	return {
		json: {
			success: true,
			id: formatHandle(handle),
			messageId,
			folder: handle.folder,
			alreadyUpdated,
		},
	};
}
