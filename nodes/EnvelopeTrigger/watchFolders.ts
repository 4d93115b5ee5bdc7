import type { ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';
import { cameWithin } from '../../mail/imap/within';
import { nodeError } from '../shared/nodeError';
import { emitOnce } from './emitOnce';
import { takeOver } from './instances';
import { reporterOf } from './report';
import { forgetOthers, isFirstStart, saved } from './savedCursors';
import { readSettings } from './settings';
import { startWatches } from './startWatches';

/** How long a start of n8n may wait for a mailbox that was never opened before. */
const PATIENCE_MS = 3_000;

/**
 * The active workflow. When a person activates it, a wrong password or folder is said at once; at
 * every other start the connection is made in the background, for as long as it takes, because
 * n8n gives up a trigger that fails five times while it boots.
 */
export async function watchFolders(context: ITriggerFunctions): Promise<ITriggerResponse> {
	const settings = readSettings(context);
	forgetOthers(context, settings.folders);
	const activating = context.getActivationMode() === 'activate';
	const { report, hold } = reporterOf(context);
	const letGo = activating ? hold() : () => {};
	const closing = new AbortController();
	const watches = startWatches({
		context,
		settings,
		report,
		run: (items, what) => emitOnce(context, items, what, closing.signal),
		saved: (schema, folder, of) => saved(context, schema, folder, of),
	});
	const release = takeOver(context, () => {
		closing.abort();
		for (const watch of watches) watch.close();
	});
	const opened = Promise.all(watches.map((watch) => watch.opened()));
	opened.catch(() => {}); // at a start of n8n nobody waits for it
	try {
		if (activating) await opened;
		// n8n stores where to begin when this has returned, and then not before the first message.
		else if (isFirstStart(context))
			await cameWithin(
				PATIENCE_MS,
				opened.catch(() => {}),
			);
	} catch (error) {
		release();
		throw nodeError(context.getNode(), error);
	}
	letGo();
	return { closeFunction: async () => release() };
}
