import type { Resource } from '../../../shared/operations';
import { get } from './get.operation';

export const message: Resource = { name: 'message', usual: 'getMany', operations: [get] };
