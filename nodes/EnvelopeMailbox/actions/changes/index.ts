import type { Resource } from '../../../shared/operations';

export const changes: Resource = { name: 'changes', usual: 'getChanges', operations: [] };
