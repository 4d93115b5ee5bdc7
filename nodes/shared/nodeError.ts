import { type IDataObject, type INode, NodeOperationError } from 'n8n-workflow';
import { EnvelopeError, toError } from '../../mail/errors';

/**
 * What went wrong, as n8n shows it to people; agents see the message alone. Errors that are not
 * ours, such as those of an expression, keep their own words.
 */
export function nodeError(node: INode, error: unknown, itemIndex?: number): NodeOperationError {
	if (!(error instanceof EnvelopeError)) {
		return new NodeOperationError(node, toError(error), { itemIndex });
	}
	const { message } = error;
	const result = new NodeOperationError(node, message, { itemIndex });
	// n8n replaces any message that holds something like ENOENT by a text of its own.
	result.message = message;
	return result;
}

/**
 * The item that stands for a failed one under "continue on fail". For an error output n8n knows
 * failed items by their having no other keys than `error`, `message` and `details` (n8n-core 2.40).
 */
export function errorItem(node: INode, error: unknown): IDataObject {
	const details = error instanceof EnvelopeError ? detailsOf(error) : foreignDetails(error);
	return node.onError === 'continueErrorOutput'
		? { error: details, message: details.message }
		: { success: false, error: details };
}

function detailsOf({ code, message, phase, transient, ...facts }: EnvelopeError) {
	const { remedy, recipient = null, response = null, rejected } = facts;
	const details = { remedy, recipient, response, rejected: rejected.map((one) => ({ ...one })) };
	return { code, message, phase, transient, details };
}

function foreignDetails(error: unknown) {
	const { message } = toError(error);
	return { code: 'UNEXPECTED', message, phase: 'settings', transient: false, details: {} };
}
