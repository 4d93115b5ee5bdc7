import type { Resource } from '../../../shared/operations';
import { create } from './create.operation';
import { createForward } from './createForward.operation';
import { createReply, createReplyAll } from './createReply.operation';
import { deleteOne } from './delete.operation';
import { get } from './get.operation';
import { getMany } from './getMany.operation';
import { send } from './send.operation';
import { update } from './update.operation';

export const draft: Resource = {
	name: 'draft',
	usual: 'create',
	operations: [
		...[create, createForward, createReply, createReplyAll],
		...[deleteOne, get, getMany, send, update],
	],
};
