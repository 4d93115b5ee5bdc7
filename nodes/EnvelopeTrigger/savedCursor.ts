import type { ITriggerFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { type Account, mailboxOf } from '../../mail/account/settings';
import { type Cursor, cursorSchema } from '../../mail/imap/cursor';
import { readSettings } from './settings';

const savedSchema = z.object({ of: z.string(), cursor: cursorSchema });

/**
 * The cursor in the workflow's static data, which n8n stores after the activation and at the start
 * of every emit. It is a hint: it may be older than what ran, and the deduplication key drops the
 * rest.
 */
export function savedCursor(context: ITriggerFunctions, account: Account) {
	const data = context.getWorkflowStaticData('node');
	const { folders, startFrom } = readSettings(context);
	const of = [mailboxOf(account), ...folders, startFrom].join(' ');
	const saved = savedSchema.safeParse(data.position);
	return {
		/** Undefined at the first activation, and after a change of what is watched. */
		cursor: saved.success && saved.data.of === of ? saved.data.cursor : undefined,
		onCursor: (cursor: Cursor) => {
			data.position = { of, cursor };
		},
	};
}
