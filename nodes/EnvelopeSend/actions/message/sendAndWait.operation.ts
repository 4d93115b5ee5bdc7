import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { EnvelopeError } from '../../../../mail/errors';
import type { Account } from '../../../../mail/account/settings';
import { parseAddresses } from '../../../../mail/message/address';
import { accountOf } from '../../../shared/account/account';
import type { NodeItem } from '../../../shared/items';
import { checked } from '../../../shared/checked';
import { senderOf } from '../../../shared/message/sender';
import { sendMessage } from '../../../shared/sending/sendMessage';
import { deadlineOf, openUntil } from '../../sendAndWait/deadline';
import { fields } from '../../sendAndWait/fields';
import { questionMail } from '../../sendAndWait/mail';
import { text } from '../../sendAndWait/parameters';
import { keepQuestion, type Question } from '../../sendAndWait/question';
import { readQuestion } from '../../sendAndWait/readQuestion';

export const description = fields;

/**
 * Asks by mail, and lets the execution wait for the answer, which comes to the node's webhook. A mail
 * that cannot be sent is an error, and nothing waits.
 *
 * @throws EnvelopeError
 */
export async function execute(context: IExecuteFunctions, itemIndex: number): Promise<NodeItem> {
	const { length } = context.getInputData();
	if (length > 1) throw tooMany(length);
	const account = await accountOf(context, itemIndex);
	const deadline = deadlineOf(context, itemIndex);
	const question = {
		...readQuestion(context, itemIndex),
		openUntil: openUntil(context, deadline),
	};
	const links = question.choices.map((choice) => ({
		choice,
		url: context.getSignedResumeUrl({ question: question.id, choice: choice.value }),
	}));
	const sent = await sendMessage(context, itemIndex, account, {
		...readSender(context, itemIndex, account),
		...questionMail(question, links),
		date: new Date(),
		to: parseAddresses('To', context.getNodeParameter('to', itemIndex, '')),
		cc: [],
		bcc: [],
		subject: question.subject,
		attachments: [],
		headers: [],
		priority: 'normal',
	});
	keepQuestion(context, question);
	prepareToWait(context, question);
	await context.putExecutionToWait(deadline);
	return sent;
}

const sender = z.object({
	fromAddress: text.default(''),
	fromName: text.default(''),
	replyTo: z.unknown().optional(),
});

function readSender(context: IExecuteFunctions, itemIndex: number, account: Account) {
	const options = checked(sender, context.getNodeParameter('options', itemIndex, {}));
	return {
		from: senderOf(account, options),
		replyTo: parseAddresses('Reply To', options.replyTo),
	};
}

/** Changes what n8n keeps of this run while it waits (2.40). */
function prepareToWait(context: IExecuteFunctions, { fields: asked }: Question): void {
	const run = context.getExecuteData();
	// When the time has run out, n8n gives out what came in, and after an earlier approval that would
	// say `approved: true`.
	const data = asked.length > 0 ? { timedOut: true } : { approved: false, timedOut: true };
	run.data.main = [[{ json: { data } }]];
	// To go on, n8n switches this node off. An agent that calls several tools at once has runs that
	// share it, and of these only the first would be asked about.
	run.node = { ...run.node };
}

function tooMany(count: number): EnvelopeError {
	const what = `This node asks one question at a time, and ${count} items came in`;
	return new EnvelopeError('INVALID_FIELD', what, {
		phase: 'settings',
		remedy:
			'Put Loop Over Items before it to ask for each item, or switch on "Execute Once" in its settings to ask for the first one alone.',
	});
}
