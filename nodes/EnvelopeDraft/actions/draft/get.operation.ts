import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { readDraft } from '../../../../mail/mailbox/drafts/read';
import { accountOf } from '../../../shared/account/account';
import { checked, labelsOf } from '../../../shared/checked';
import type { NodeItem } from '../../../shared/items';
import { optionsField } from '../../../shared/message/messageFields';
import { isTool } from '../../../shared/nodeOf';
import type { Operation } from '../../../shared/operations';
import { fileOptions, filesOf, fileShape } from '../../../shared/reading/fileOptions';
import { messageItem } from '../../../shared/reading/messageItem';
import { openPieces } from '../../../shared/reading/openPieces';
import { outputField, readForm } from '../../../shared/reading/output';
import {
	readOn,
	textFrom,
	textRangeOptions,
	textRangeShape,
} from '../../../shared/reading/textRange';
import { draftField, readDraftReference } from '../../draftField';

const show = { resource: ['draft'], operation: ['get'] };

const options: INodeProperties[] = [...fileOptions, ...textRangeOptions];

const optionsSchema = (forModel: boolean) =>
	z.object({ ...fileShape, ...textRangeShape(forModel) });

export const get: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		description: 'Read a draft as it is now: recipients (Bcc, too), subject, text and files',
		action: 'Get a draft',
	},
	fields: [draftField(show, 'read'), outputField({ show }), optionsField(show, options)],
	run,
};

/** @throws EnvelopeError */
async function run(context: IExecuteFunctions, itemIndex: number): Promise<NodeItem> {
	const account = await accountOf(context, itemIndex);
	const reference = readDraftReference(context, itemIndex);
	const form = readForm(context.getNodeParameter('output', itemIndex, 'simplified'));
	const given = checked(
		optionsSchema(isTool(context)),
		context.getNodeParameter('options', itemIndex, {}),
		labelsOf(options),
	);
	const draft = await readDraft(account, reference, { headers: form === 'full' });
	const output = { form, maxTextLength: given.maxTextLength, files: filesOf(given) };
	const shown = textFrom(draft, given.textFrom);
	const open = openPieces(account, draft);
	const whole = { mustBeThere: true };
	const { json, binary } = await messageItem(context, shown, output, open, whole);
	return { json: { ...json, ...readOn(draft, json, given.textFrom) }, binary };
}
