import type { Resource } from '../../../shared/operations';
import { addLabels } from './addLabels.operation';
import { archive } from './archive.operation';
import { copy } from './copy.operation';
import { deleteForGood } from './delete.operation';
import { get } from './get.operation';
import { getMany } from './getMany.operation';
import { getStatistics } from './getStatistics.operation';
import { mark } from './mark.operation';
import { move } from './move.operation';
import { removeLabels } from './removeLabels.operation';
import { reportSpam } from './reportSpam.operation';
import { trash } from './trash.operation';

export const message: Resource = {
	name: 'message',
	usual: 'getMany',
	operations: [
		addLabels,
		archive,
		copy,
		deleteForGood,
		get,
		getMany,
		getStatistics,
		mark,
		move,
		removeLabels,
		reportSpam,
		trash,
	],
};
