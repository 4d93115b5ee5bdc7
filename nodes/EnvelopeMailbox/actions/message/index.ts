import type { Resource } from '../../../shared/operations';
import { downloadAttachments } from './downloadAttachments.operation';
import { exportMessage } from './export.operation';
import { get } from './get.operation';
import { getThread } from './getThread.operation';
import { importFile } from './import.operation';

export const message: Resource = {
	name: 'message',
	usual: 'getMany',
	operations: [downloadAttachments, exportMessage, get, getThread, importFile],
};
