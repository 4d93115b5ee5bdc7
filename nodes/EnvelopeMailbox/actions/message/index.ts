import type { Resource } from '../../../shared/operations';

export const message: Resource = { name: 'message', usual: 'getMany', operations: [] };
