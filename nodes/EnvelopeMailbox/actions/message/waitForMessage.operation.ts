import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { Account } from '../../../../mail/account/settings';
import { EnvelopeError } from '../../../../mail/errors';
import { isReplyToUs } from '../../../../mail/imap/ourReplies';
import { messageIdFor } from '../../../../mail/mailbox/wait/messageIdFor';
import { waitForMessage as wait } from '../../../../mail/mailbox/wait/waitForMessage';
import type { Message } from '../../../../mail/message/model';
import { codesIn } from '../../../../mail/message/signIn/codes';
import { signInLinksIn } from '../../../../mail/message/signIn/links';
import { accountOf } from '../../../shared/account/account';
import type { NodeItem } from '../../../shared/items';
import type { Operation } from '../../../shared/operations';
import { messageItem } from '../../../shared/reading/messageItem';
import { openPieces } from '../../../shared/reading/openPieces';
import { readOn } from '../../../shared/reading/textRange';
import { fields } from '../../wait/fields';
import { readWaiting, type WaitingSettings } from '../../wait/settings';

export const waitForMessage: Operation = {
	option: {
		name: 'Wait for Message',
		value: 'waitForMessage',
		description:
			'Wait until a message arrives, such as an answer or a sign-in code, and read it; the execution runs on meanwhile',
		action: 'Wait for a message',
	},
	fields: fields({ resource: ['message'], operation: ['waitForMessage'] }),
	run,
};

/** Waits for a message. @throws EnvelopeError */
async function run(context: IExecuteFunctions, itemIndex: number): Promise<NodeItem> {
	const startedAt = Date.now();
	const account = await accountOf(context, itemIndex);
	const settings = readWaiting(context, itemIndex);
	const { folder, filter, limitSeconds, lookBackSeconds, output } = settings;
	const message = await wait({
		account,
		folder,
		filter,
		fits: await answering(account, settings),
		since: filter.since ?? new Date(startedAt - lookBackSeconds * 1_000),
		headers: output.form === 'full',
		limitMs: limitSeconds * 1_000,
		signal: context.getExecutionCancelSignal(),
	});
	if (!message) return nothing(settings);
	const { json, binary } = await messageItem(
		context,
		message,
		output,
		openPieces(account, message),
	);
	const facts = { ...foundIn(message, settings), ...json, ...readOn(message, json, 0) };
	return { json: { found: true, ...facts }, binary };
}

/** Whether a message answers the one that the options name. */
async function answering(account: Account, { inReplyTo }: WaitingSettings) {
	if (inReplyTo === '') return async () => true;
	const messageId = await messageIdFor(account, inReplyTo);
	return (message: Message) => isReplyToUs(account, message, [messageId]);
}

function foundIn(message: Message, { extractCodes }: WaitingSettings): IDataObject {
	if (!extractCodes) return {};
	const codes = codesIn(message).map((code) => ({ ...code }));
	const signInLinks = signInLinksIn(message).map((link) => ({ ...link }));
	return {
		code: codes[0]?.code ?? null,
		signInLink: signInLinks[0]?.url ?? null,
		codes,
		signInLinks,
	};
}

function nothing({ folder, limitSeconds, onTimeout }: WaitingSettings): NodeItem {
	const what = `No message that fits came to ${folder} within ${limitSeconds} seconds`;
	const remedy = 'Wait again or longer, look back further (Look Back), or use fewer filters.';
	if (onTimeout === 'nothing') return { json: { found: false, notes: [`${what}. ${remedy}`] } };
	throw new EnvelopeError('MESSAGE_NOT_FOUND', what, { phase: 'fetch', transient: true, remedy });
}
