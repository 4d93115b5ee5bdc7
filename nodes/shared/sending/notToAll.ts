import { EnvelopeError } from '../../../mail/errors';
import { mayPass, type Outcome } from '../../../mail/outbox/outcome';

/** The error for a message that not all of its recipients are known to have. */
export function notToAll(outcome: Outcome): EnvelopeError {
	return outcome.rejected.length > 0 ? someRefused(outcome) : someUnknown(outcome);
}

const putOffRemedy =
	'Run this again unchanged, by Retry On Fail or with the same idempotency key: these alone are tried again.';

function someRefused({ accepted, rejected, unknown }: Outcome): EnvelopeError {
	const named = rejected.map(({ recipient, response }) => `${recipient} ("${response}")`);
	const doubtful =
		unknown.length > 0 ? `; it is not known whether ${unknown.join(', ')} got it` : '';
	const what = `The message was delivered to ${accepted.length} recipients and refused for ${named.join(', ')}${doubtful}`;
	const transient = rejected.every(mayPass);
	return new EnvelopeError('RECIPIENT_REJECTED', what, {
		phase: 'envelope',
		transient,
		remedy: transient
			? putOffRemedy
			: 'Correct these addresses, and send to them alone: the others have the message.',
		recipient: rejected[0]?.recipient,
		response: rejected[0]?.response,
		rejected,
	});
}

function someUnknown({ accepted, unknown }: Outcome): EnvelopeError {
	const what = `The message was delivered to ${accepted.length} recipients, and it is not known whether ${unknown.join(', ')} got it`;
	return new EnvelopeError('OUTCOME_UNKNOWN', what, {
		phase: 'response',
		remedy: 'Ask these before sending to them alone: the others have the message.',
		recipient: unknown[0],
	});
}
