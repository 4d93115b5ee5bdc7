import type { Resource } from '../../../shared/operations';
import { addLabels } from './addLabels.operation';
import { archive } from './archive.operation';
import { copy } from './copy.operation';
import { deleteForGood } from './delete.operation';
import { downloadAttachments } from './downloadAttachments.operation';
import { exportMessage } from './export.operation';
import { get } from './get.operation';
import { getMany } from './getMany.operation';
import { getStatistics } from './getStatistics.operation';
import { getThread } from './getThread.operation';
import { importFile } from './import.operation';
import { mark } from './mark.operation';
import { move } from './move.operation';
import { removeLabels } from './removeLabels.operation';
import { reportSpam } from './reportSpam.operation';
import { trash } from './trash.operation';
import { unsubscribe } from './unsubscribe.operation';
import { waitForMessage } from './waitForMessage.operation';

export const message: Resource = {
	name: 'message',
	usual: 'getMany',
	operations: [
		addLabels,
		archive,
		copy,
		deleteForGood,
		downloadAttachments,
		exportMessage,
		get,
		getMany,
		getStatistics,
		getThread,
		importFile,
		mark,
		move,
		removeLabels,
		reportSpam,
		trash,
		unsubscribe,
		waitForMessage,
	],
};
