import type { Resource } from '../../../shared/operations';
import { getChanges } from './getChanges.operation';

export const changes: Resource = {
	name: 'changes',
	usual: 'getChanges',
	operations: [getChanges],
};
