import type { Resource } from '../../../shared/operations';
import { create } from './create.operation';
import { deleteOne } from './delete.operation';
import { empty } from './empty.operation';
import { getMany } from './getMany.operation';
import { getStatus } from './getStatus.operation';
import { rename } from './rename.operation';
import { subscribe } from './subscribe.operation';

export const folder: Resource = {
	name: 'folder',
	usual: 'getMany',
	operations: [create, deleteOne, empty, getMany, getStatus, rename, subscribe],
};
