import type { Resource } from '../../../shared/operations';
import { get } from './get.operation';
import { unsubscribe } from './unsubscribe.operation';
import { waitForMessage } from './waitForMessage.operation';

export const message: Resource = {
	name: 'message',
	usual: 'getMany',
	operations: [get, unsubscribe, waitForMessage],
};
