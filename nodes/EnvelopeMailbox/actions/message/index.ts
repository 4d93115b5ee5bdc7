import type { Resource } from '../../../shared/operations';
import { get } from './get.operation';
import { getMany } from './getMany.operation';

export const message: Resource = { name: 'message', usual: 'getMany', operations: [get, getMany] };
