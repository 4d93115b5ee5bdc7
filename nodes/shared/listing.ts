import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { NodeItem } from './items';
import { isTool } from './nodeOf';

/** What an operation has found that lists things. */
export interface Listing {
	/** What they are, for the field of a page, such as `messages`. */
	name: string;
	entries: NodeItem[];
	/** What a page says besides, such as `nextPage`. */
	facts: IDataObject;
	/** What the entries do not show, in sentences. */
	notes: string[];
	/** What is said where there are none. */
	empty: string;
}

/**
 * A listing as n8n items. A workflow gets one for each entry, and the notes as hints in the editor;
 * an agent, or who asks for it, gets a page: one item that says everything, in words where it is
 * empty, because an agent sees nothing else.
 */
export function listed(
	context: IExecuteFunctions,
	{ name, entries, facts, notes, empty }: Listing,
	{ asPage = false } = {},
): NodeItem | NodeItem[] {
	if (!asPage && !isTool(context)) {
		const hints = notes.map((message) => ({ message, location: 'outputPane' as const }));
		// Not in n8n before 1.70.
		if (hints.length > 0) context.addExecutionHints?.(...hints);
		return entries;
	}
	const said = entries.length === 0 ? [empty, ...notes] : notes;
	return {
		json: {
			[name]: entries.map(({ json }) => json),
			count: entries.length,
			...facts,
			...(said.length > 0 ? { notes: said } : {}),
		},
	};
}
