import '../../test/support/engineHome';
import { basename } from 'node:path';
import { Container } from '@n8n/di';
import { BinaryDataService } from 'n8n-core';
import type { IBinaryData } from 'n8n-workflow';
import { serve } from '../support/childProcess';
import { taskSchema } from './sending';
import { builtIn } from './senders/builtIn';
import { envelope } from './senders/envelope';
import { nodemailer } from './senders/nodemailer';
import { tollOf } from '../support/toll';

// All are loaded, so that all start from the same memory.
const senders = { nodemailer, envelope, builtIn };

/** Where n8n keeps the files of an execution. */
const location = { type: 'execution', workflowId: 'bench', executionId: '1' } as const;

/** Copies a file into n8n's filesystem store, as the node before the sending one would. */
async function stored(path: string): Promise<IBinaryData> {
	const store = Container.get(BinaryDataService);
	await store.init();
	const description = {
		data: '',
		mimeType: 'application/octet-stream',
		fileName: basename(path),
	};
	return store.copyBinaryFile(location, description, path);
}

async function main([argument = '']: string[]): Promise<void> {
	const { sender, target, file, warmUp } = taskSchema.parse(JSON.parse(argument));
	const send = await senders[sender](target);
	const large = await stored(file);
	await send(await stored(warmUp));
	serve({}, () => tollOf(() => send(large)));
}

void main(process.argv.slice(2));
