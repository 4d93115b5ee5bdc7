import type { INodeExecutionData, ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';
import type { EnvelopeError } from '../../mail/errors';
import { cameWithin } from '../../mail/imap/within';
import { nodeError } from '../shared/nodeError';
import { emitOnce } from './emitOnce';
import { takeOver } from './instances';
import { reporterOf } from './report';
import { SavedCursors } from './savedCursors';
import { readSettings } from './settings';
import { StandBack } from './standBack';
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
	const cursors = new SavedCursors(context);
	cursors.forgetOthers(settings.folders);
	// Another account, event or start has no place yet either, which takes an update.
	const hasNoPlace = cursors.lackAny(settings.folders) || context.getActivationMode() === 'update';
	let activating = context.getActivationMode() === 'activate';
	const report = reporterOf(context);
	// What keeps a person from activating it, the activation says itself.
	const onTrouble = (error: EnvelopeError) => {
		if (!activating) report(error);
	};
	const closing = new AbortController();
	const standBack = new StandBack(context, closing.signal);
	const watched: Parameters<typeof startWatches>[0] = {
		context,
		settings,
		report,
		run: async (items, what) => {
			await standBack.before(newestOf(items));
			if (closing.signal.aborted) return 'closed';
			cursors.store();
			const outcome = await emitOnce(context, items, what, closing.signal);
			if (outcome === 'ranBefore') await standBack.afterDuplicate();
			return outcome;
		},
		saved: (schema, folder, of) => cursors.cursor(schema, folder, of),
	};
	const watches = startWatches(watched, onTrouble);
	const release = takeOver(context, () => {
		closing.abort();
		for (const watch of watches) watch.close();
	});
	const opened = Promise.all(watches.map((watch) => watch.opened()));
	try {
		if (activating) await opened;
		// n8n stores where to begin when this has returned, and then not before the first message.
		else if (hasNoPlace)
			await cameWithin(
				PATIENCE_MS,
				opened.catch(() => {}),
			);
		else opened.catch(() => {});
	} catch (error) {
		release();
		throw nodeError(context.getNode(), error);
	}
	cursors.store();
	activating = false;
	return { closeFunction: async () => release() };
}

/** When the newest of some messages came. */
function newestOf(items: INodeExecutionData[]): string | null {
	const times = items.map(({ json }) => json.receivedAt).filter((time) => typeof time === 'string');
	return times.sort().at(-1) ?? null;
}
