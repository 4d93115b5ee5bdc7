import type { INodeExecutionData, ITriggerFunctions } from 'n8n-workflow';
import type { z } from 'zod';
import { type Account, mailboxOf } from '../../mail/account/settings';
import { systemClock } from '../../mail/clock';
import { EnvelopeError } from '../../mail/errors';
import { Arrivals } from '../../mail/imap/watch/arrivals';
import { Changes } from '../../mail/imap/watch/changes';
import { changesCursorSchema } from '../../mail/imap/watch/changesCursor';
import { FlagChanges } from '../../mail/imap/watch/flagChanges';
import { GoneMessages } from '../../mail/imap/watch/goneMessages';
import { cursorSchema } from '../../mail/imap/watch/cursor';
import type { ClosableReader } from '../../mail/imap/watch/watch';
import { eventsOfOldMessages } from './fields/event';
import { runChange } from './runChange';
import { runMessages } from './runMessages';
import type { TriggerSettings } from './settings';
import type { Outcome } from './emitOnce';
import type { SavedCursor } from './savedCursors';
import { keywordOf } from './keyword';
import { wants } from './wants';

/** What a trigger does in one folder of one mailbox. */
export interface Watched {
	context: ITriggerFunctions;
	settings: TriggerSettings;
	folder: string;
	/** As the credential was last; it may be mended while the trigger runs. */
	account: () => Account;
	/** To be called when the reader can read on. */
	wake: () => void;
	/** Shows an error as a failed execution. */
	report: (error: EnvelopeError) => void;
	/**
	 * Starts an execution and waits for its end.
	 *
	 * @param what names the event among all that the mailbox can have
	 */
	run: (items: INodeExecutionData[], what: string[]) => Promise<Outcome>;
	/** What is kept of a folder over restarts, for as long as `of` stays the same. */
	saved: <Schema extends z.ZodType>(
		schema: Schema,
		folder: string,
		of: string,
	) => SavedCursor<z.infer<Schema>>;
}

/** The reader for the event that was chosen. */
export function readerOf(watched: Watched): ClosableReader {
	const { context, settings, folder, account, wake, report } = watched;
	const { event, filter, startFrom } = settings;
	const of = [mailboxOf(account()), event, startFrom].join(' ');
	const common = {
		headers: settings.output.form === 'full',
		wake,
		clock: systemClock,
		onProblem: report,
		outageMs: settings.reportOutageAfterMs,
		onRebuilt: (text: string) =>
			report(new EnvelopeError('FOLDER_REBUILT', text, { phase: 'folder' })),
	};
	if (eventsOfOldMessages.includes(event)) {
		const { value, save } = watched.saved(changesCursorSchema, folder, of);
		return new Changes({
			...common,
			detector: event === 'messageGone' ? new GoneMessages() : new FlagChanges(),
			wanted: (view, uids) =>
				event === 'messageGone' ? Promise.resolve(uids) : view.matching(uids, filter),
			maxInFlight: settings.maxInFlight,
			cursor: value,
			onCursor: save,
			handle: (change, message) => runChange(watched, change, message),
		});
	}
	const { value, save } = watched.saved(cursorSchema, folder, of);
	return new Arrivals({
		...common,
		filter: {
			...filter,
			withoutKeyword: settings.rememberOnServer ? keywordOf(context) : undefined,
		},
		startFrom,
		cursor: value,
		onCursor: save,
		maxInFlight: settings.maxInFlight,
		perExecution: settings.perExecution,
		wants: (message) => wants(message, settings, account()),
		handle: (arrivals, key, failures) => runMessages(watched, arrivals, key, failures),
	});
}
