import type { IExecuteFunctions } from 'n8n-workflow';
import { EnvelopeError } from '../../../../mail/errors';
import {
	flagOriginal,
	rememberSent,
	removeSent,
	staysThere,
} from '../../../../mail/mailbox/drafts/afterSending';
import { inTurn } from '../../../../mail/mailbox/drafts/begun';
import { type DraftToSend, withDraftToSend } from '../../../../mail/mailbox/drafts/toSend';
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
	return withDraftToSend(account, reference, (draft) => {
		if (draft.recipients.length === 0) throw noRecipient(reference);
		return sendDraft(context, itemIndex, account, draft);
	});
}

async function sendDraft(
	context: IExecuteFunctions,
	itemIndex: number,
	account: Account,
	draft: DraftToSend,
): Promise<NodeItem> {
	const settings = { ...readDelivery(context, itemIndex), idempotencyKey: '' };
	const from = authorOf(account, draft);
	const { messageId, recipients: to } = draft;
	const composed = await draftToSend(draft.stored, { from, date: new Date(), messageId });
	let isOut = false;
	let deleted = false;
	const after = async (outcome: Outcome) => {
		isOut = true;
		rememberSent(account, draft);
		const stays = whyItStays(outcome);
		const isGone = stays !== undefined && !(await staysThere(account, draft));
		const problem = isGone ? takenAway : (stays ?? (await removeSent(account, draft)));
		deleted = isGone || problem === undefined;
		return [problem, await flagOriginal(account, draft)].filter((one) => one !== undefined);
	};
	const sending = { account, composed, settings, from: from.address, to, after };
	const send = (wasBegun: boolean) => sendComposed(context, { ...sending, stored: { wasBegun } });
	const mayBeOut = (error: unknown) => isOut || isInDoubt(error);
	const { json, ...rest } = settings.dryRun
		? await send(draft.wasBegun)
		: await inTurn(account, draft, send, mayBeOut);
	const id = draft.handle ? formatHandle(draft.handle) : null;
	return { ...rest, json: { ...json, draft: { id, deleted } } };
}

function isInDoubt(error: unknown): boolean {
	return error instanceof EnvelopeError && error.code === 'OUTCOME_UNKNOWN';
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

const takenAway =
	'Another program took the draft away while it was being sent: it is not there to be sent again, or to be kept as the copy.';

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
