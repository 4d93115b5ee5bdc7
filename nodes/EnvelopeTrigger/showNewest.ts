import type { INodeExecutionData, ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';
import { newestMatching } from '../../mail/imap/newest';
import { accountOf } from '../shared/account/account';
import { nodeError } from '../shared/nodeError';
import { eventsOfOldMessages } from './fields/event';
import { messageItem } from '../shared/reading/messageItem';
import { openPieces } from '../shared/reading/openPieces';
import { reporterOf } from './report';
import { readSettings, type TriggerSettings } from './settings';
import { startWatches } from './startWatches';
import { wants } from './wants';

/**
 * The test in the editor: the newest message that fits at once, so that a person sees what the data
 * looks like; where there is none, the first one that comes. Nothing is done to it afterwards.
 */
export async function showNewest(context: ITriggerFunctions): Promise<ITriggerResponse> {
	let close = () => {};
	const manualTriggerFunction = async () => {
		try {
			const settings = readSettings(context);
			const item = await newestItem(context, settings);
			// n8n puts its own emit in place after trigger() has returned: call it late.
			if (item) context.emit([[item]]);
			else close = await listen(context, settings);
		} catch (error) {
			throw nodeError(context.getNode(), error);
		}
	};
	return { manualTriggerFunction, closeFunction: async () => close() };
}

async function newestItem(
	context: ITriggerFunctions,
	settings: TriggerSettings,
): Promise<INodeExecutionData | undefined> {
	// A change has to happen first.
	if (eventsOfOldMessages.includes(settings.event)) return undefined;
	const account = await accountOf(context);
	for (const folder of settings.folders) {
		const message = await newestMatching(account, folder, settings.filter, (found) =>
			wants(found, settings, account),
		);
		if (message) {
			const open = openPieces(account, message);
			return messageItem(context, message, settings.output, open, { lastAttempt: true });
		}
	}
	return undefined;
}

/** @returns what ends it */
async function listen(context: ITriggerFunctions, settings: TriggerSettings): Promise<() => void> {
	const report = reporterOf(context);
	const watched: Parameters<typeof startWatches>[0] = {
		context,
		settings: {
			...settings,
			...{ startFrom: 'now', perExecution: 1, maxInFlight: 1 },
			...{ afterwards: undefined, rememberOnServer: false },
		},
		report,
		run: async (items) => {
			context.emit([items]);
			return 'notTold';
		},
		saved: () => ({ value: undefined, save: () => {} }),
	};
	const watches = startWatches(watched, report);
	const close = () => watches.forEach((watch) => watch.close());
	let opened = false;
	try {
		await Promise.all(watches.map((watch) => watch.opened()));
		opened = true;
		return close;
	} finally {
		if (!opened) close();
	}
}
