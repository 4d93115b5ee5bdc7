import { EnvelopeError } from '../../mail/errors';
import { type Afterwards, applyAfterwards } from '../../mail/imap/afterwards';
import { parseHandle } from '../../mail/message/handle';
import type { Outcome } from './emitOnce';
import { keywordOf } from './keyword';
import type { Watched } from './readerOf';

/**
 * Does with messages what was chosen for after their execution. What cannot be done is shown as a
 * failed execution; it never has a message run again.
 *
 * @param ids the messages' handles
 * @param outcome of the execution; how one ended that n8n ran before, it does not tell
 */
export async function applyAfter(watched: Watched, ids: string[], outcome: Outcome) {
	// It was not run, and whoever comes next has to find it as it was.
	if (outcome === 'closed') return;
	const { context, account, settings, report } = watched;
	const { afterwards, rememberOnServer } = settings;
	const succeeded = typeof outcome === 'object' && outcome.status === 'success';
	const chosen = afterwards && (!afterwards.onlyIfSucceeded || succeeded);
	const keyword = rememberOnServer ? [keywordOf(context)] : [];
	if (!chosen && keyword.length === 0) return;
	const { addFlags, moveTo }: Afterwards = chosen ? afterwards : { addFlags: [] };
	const handles = ids.map(parseHandle).filter((handle) => handle !== undefined);
	const actions = { addFlags: [...addFlags, ...keyword], moveTo };
	for (const problem of await applyAfterwards(account(), handles, actions)) {
		report(new EnvelopeError('AFTERWARDS_FAILED', problem.replace(/\.$/, ''), { phase: 'folder' }));
	}
}
