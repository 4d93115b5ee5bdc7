import type { Resource } from '../../../shared/operations';

export const folder: Resource = { name: 'folder', usual: 'getMany', operations: [] };
