import type { ITriggerFunctions } from 'n8n-workflow';
import { z } from 'zod';
import type { Filter } from '../../mail/imap/filter/filter';
import { checked } from '../shared/checked';
import { folderName } from '../shared/folderName';
import { folderField } from '../shared/folderPicker';
import { type OutputSettings, readForm } from '../shared/reading/output';
import { type AfterwardsSettings, readAfterwards } from './fields/afterwards';
import { readEvent, type TriggerEvent } from './fields/event';
import { readFilters } from './fields/filters';
import { readOptions } from './fields/options';

/** What the node's fields say. */
export interface TriggerSettings {
	event: TriggerEvent;
	/** The one of the Folder field first; each once. */
	folders: string[];
	startFrom: 'now' | 'unread' | 'all';
	/** For the event `reply`: any message of the Sent folder, or these Message-IDs. */
	repliesTo: 'sent' | string[];
	filter: Filter;
	/** Undefined where there is nothing to do. */
	afterwards: AfterwardsSettings | undefined;
	output: OutputSettings;
	/** Messages that one execution may get. */
	perExecution: number;
	/** Executions at a time. */
	maxInFlight: number;
	/** How often to look at the connection, whatever its socket says. */
	checkEveryMs: number;
	/** How long an outage lasts before it is reported. */
	reportOutageAfterMs: number;
	/** Whether a message that was run is given a keyword that says so. */
	rememberOnServer: boolean;
}

const folders = z.object({ folder: folderName });

/**
 * The node's fields, checked: expressions can give anything.
 *
 * @throws EnvelopeError INVALID_FIELD, naming the field as the user sees it
 */
export function readSettings(context: ITriggerFunctions): TriggerSettings {
	// What belongs to another event is not there; without a fallback n8n makes that an error.
	const parameter = (name: string) => context.getNodeParameter(name, null);
	const { folder } = checked(
		folders,
		{ folder: parameter('folder') ?? 'INBOX' },
		{ folder: folderField.displayName },
	);
	const { moreFolders, maxTextLength, files, ...options } = readOptions(parameter('options'));
	return {
		...readEvent(context),
		folders: [...new Set([folder, ...moreFolders].map(named))],
		filter: readFilters(parameter('filters'), context.getTimezone()),
		afterwards: readAfterwards(parameter('afterwards')),
		output: { form: readForm(parameter('output') ?? 'simplified'), maxTextLength, files },
		...options,
	};
}

/** The inbox has several names, and two watches on it would run every batch twice. */
function named(folder: string): string {
	return /^\\?inbox$/i.test(folder) ? 'INBOX' : folder;
}
