import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { deleteDraft } from '../../../../mail/mailbox/drafts/delete';
import { formatHandle } from '../../../../mail/message/handle';
import { accountOf } from '../../../shared/account/account';
import { checked, labelsOf } from '../../../shared/checked';
import { flag } from '../../../shared/given';
import type { NodeItem } from '../../../shared/items';
import { optionsField } from '../../../shared/message/messageFields';
import type { Operation } from '../../../shared/operations';
import { draftField, readDraftReference } from '../../draftField';

const show = { resource: ['draft'], operation: ['delete'] };

const options: INodeProperties[] = [
	{
		displayName: 'Delete for Good',
		name: 'forGood',
		type: 'boolean',
		default: true,
		description:
			'Whether it is gone at once; without this option it is moved to the Trash, where the mailbox has one',
	},
];

const optionsSchema = z.object({ forGood: flag(false) });

export const deleteOne: Operation = {
	option: {
		name: 'Delete',
		value: 'delete',
		description: 'Move a draft to the Trash, or delete it for good; nothing is sent',
		action: 'Delete a draft',
	},
	fields: [draftField(show, 'delete'), optionsField(show, options)],
	run,
};

/** @throws EnvelopeError */
async function run(context: IExecuteFunctions, itemIndex: number): Promise<NodeItem> {
	const account = await accountOf(context, itemIndex);
	const reference = readDraftReference(context, itemIndex);
	const given = context.getNodeParameter('options', itemIndex, {});
	const { forGood } = checked(optionsSchema, given, labelsOf(options));
	const deleted = await deleteDraft(account, reference, { forGood });
	const { handle, messageId, movedTo, place, notes, alreadyGone } = deleted;
	return {
		json: {
			success: true,
			deleted: true,
			id: formatHandle(handle),
			messageId,
			movedTo,
			newId: place ? formatHandle(place) : null,
			alreadyGone,
			...(notes.length > 0 ? { notes } : {}),
		},
	};
}
