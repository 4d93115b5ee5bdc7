import type { IRun } from 'n8n-workflow';
import { EnvelopeError } from '../../mail/errors';
import { applyAfterwards } from '../../mail/imap/afterwards';
import { parseHandle } from '../../mail/message/handle';
import { keywordOf } from './keyword';
import type { Watched } from './readerOf';

/**
 * Does with messages what was chosen for after their execution. What cannot be done is shown as a
 * failed execution; it never has a message run again.
 *
 * @param ids the messages' handles
 * @param run the ended execution; undefined where n8n ran it before, and does not tell how it ended
 */
export async function applyAfter(watched: Watched, ids: string[], run: IRun | undefined) {
	const { context, account, settings, report } = watched;
	const { afterwards, rememberOnServer } = settings;
	const chosen = afterwards && (!afterwards.onlyIfSucceeded || run?.status === 'success');
	const keyword = rememberOnServer ? [keywordOf(context)] : [];
	if (!chosen && keyword.length === 0) return;
	const { markRead, addFlags, then } = chosen ? afterwards : nothing;
	const handles = ids.map(parseHandle).filter((handle) => handle !== undefined);
	const actions = { markRead, addFlags: [...addFlags, ...keyword], then };
	for (const problem of await applyAfterwards(account, handles, actions)) {
		report(new EnvelopeError('AFTERWARDS_FAILED', problem.replace(/\.$/, ''), { phase: 'folder' }));
	}
}

const nothing = { markRead: false, addFlags: [], then: undefined };
