import type { IExecuteFunctions, ILoadOptionsFunctions, INodeProperties } from 'n8n-workflow';
import type { Show } from '../shared/message/messageFields';
import { messageField, readReference } from '../shared/message/messageLocator';
import { messagesOf } from '../shared/message/messagePicker';

/**
 * The draft that an operation is about.
 *
 * @param purpose what is done with it, such as `send`
 */
export function draftField(show: Show, purpose: string): INodeProperties {
	return {
		...messageField(show, purpose, 'searchDrafts'),
		displayName: 'Draft',
		name: 'draft',
		description: `The draft to ${purpose}: its ID as Envelope gives it, such as 42.1700000000.Drafts, or its Message-ID, which stays the same when the draft changes`,
	};
}

/** @throws EnvelopeError INVALID_FIELD */
export function readDraftReference(context: IExecuteFunctions, itemIndex: number): string {
	return readReference(context, itemIndex, 'draft', 'Draft');
}

/** The newest drafts, for the list of the field above. */
export async function searchDrafts(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: unknown,
) {
	return messagesOf(this, '\\Drafts', filter, paginationToken);
}
