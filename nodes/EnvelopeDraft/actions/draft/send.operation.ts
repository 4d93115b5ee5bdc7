import type { IExecuteFunctions } from 'n8n-workflow';
import { EnvelopeError } from '../../../../mail/errors';
import {
	type DraftToSend,
	findDraftToSend,
	flagOriginal,
	markBegun,
	removeSent,
	unmarkBegun,
} from '../../../../mail/mailbox/drafts/send';
import type { Account } from '../../../../mail/account/settings';
import type { MailAddress } from '../../../../mail/message/address';
import { draftToSend } from '../../../../mail/message/draft/toSend';
import { formatHandle } from '../../../../mail/message/handle';
import { mayPass, type Outcome } from '../../../../mail/outbox/outcome';
import { accountOf } from '../../../shared/account/account';
import type { NodeItem } from '../../../shared/items';
import { optionsField } from '../../../shared/message/messageFields';
import { assertOwn, senderOf } from '../../../shared/message/sender';
import type { Operation } from '../../../shared/operations';
import { deliveryOptions } from '../../../shared/sending/deliveryOptions';
import { readDelivery } from '../../../shared/sending/deliverySettings';
import { sendComposed } from '../../../shared/sending/sendMessage';
import { draftField, readDraftReference } from '../../draftField';

const show = { resource: ['draft'], operation: ['send'] };

/** A draft is known by its Message-ID. */
const options = deliveryOptions.filter(({ name }) => name !== 'idempotencyKey');

export const send: Operation = {
	option: {
		name: 'Send',
		value: 'send',
		description:
			'Send a draft exactly as it is in the mailbox, and take it out of the Drafts folder; never twice',
		action: 'Send a draft',
	},
	fields: [draftField(show, 'send'), optionsField(show, options)],
	run,
};

/** @throws EnvelopeError */
async function run(context: IExecuteFunctions, itemIndex: number): Promise<NodeItem> {
	const account = await accountOf(context, itemIndex);
	const reference = readDraftReference(context, itemIndex);
	const settings = { ...readDelivery(context, itemIndex), idempotencyKey: '' };
	const draft = await findDraftToSend(account, reference);
	const from = authorOf(account, draft);
	if (draft.recipients.length === 0) throw noRecipient(reference);
	const { messageId, recipients: to } = draft;
	const composed = await draftToSend(draft.stored, { from, date: new Date(), messageId });
	const wasBegun = settings.dryRun ? draft.wasBegun : await markBegun(account, draft);
	let isOut = false;
	let deleted = false;
	const after = async (outcome: Outcome) => {
		isOut = true;
		const problem = whyItStays(outcome) ?? (await removeSent(account, draft));
		deleted = problem === undefined;
		return [problem, await flagOriginal(account, draft)].filter((one) => one !== undefined);
	};
	const sending = { account, composed, settings, from: from.address, to, after };
	const { json, ...rest } = await sendComposed(context, { ...sending, stored: { wasBegun } }).catch(
		async (error: unknown) => {
			const inDoubt = error instanceof EnvelopeError && error.code === 'OUTCOME_UNKNOWN';
			if (!isOut && !inDoubt && !wasBegun) await unmarkBegun(account, draft);
			throw error;
		},
	);
	const id = draft.handle ? formatHandle(draft.handle) : null;
	return { ...rest, json: { ...json, draft: { id, deleted } } };
}

/** Undefined where it is not needed any more. */
function whyItStays({ rejected, copy, alreadySent }: Outcome): string | undefined {
	if (rejected.some(mayPass)) return putOff;
	return copy.status === 'failed' && !alreadySent ? onlyCopy : undefined;
}

const onlyCopy =
	'No copy could be put into the Sent folder, so that the draft stays as the only one: sending it again deletes it, and does not send it twice.';

const putOff =
	'The server put some recipients off, so that the draft stays: send it again to try these alone; the others do not get it twice.';

/** Whoever can write into the folder must not make us send as somebody else. */
function authorOf(account: Account, { from }: DraftToSend): MailAddress {
	if (!from) return senderOf(account, { fromAddress: '', fromName: '' });
	assertOwn(account, from.address, 'From of the draft');
	return from;
}

function noRecipient(reference: string): EnvelopeError {
	const what = `The draft ${reference} has no recipient`;
	return new EnvelopeError('INVALID_ADDRESS', what, {
		phase: 'compose',
		remedy: 'Set To with the operation Update, then send it.',
	});
}
