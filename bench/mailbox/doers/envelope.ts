import type { INodeParameters } from 'n8n-workflow';
import { z } from 'zod';
import { runNode } from '../../../test/support/engine';
import { envelopeCredential } from '../../support/mailbox';
import { ownNode } from '../../support/nodes';
import { type Job, WANTED } from '../jobs';
import type { Doer } from './doer';

const inbox = { __rl: true, mode: 'list', value: 'INBOX' };

const parametersOf: Record<Job, INodeParameters> = {
	list: { operation: 'getMany' },
	get: { operation: 'getMany', output: 'simplified' },
	search: { operation: 'getMany', filters: { from: WANTED } },
	download: {
		operation: 'downloadAttachments',
		message: { __rl: true, mode: 'list', value: '={{ $json.id }}' },
	},
};

/** The node Envelope Mailbox in n8n's engine, over a connection of its pool. */
export const envelope: Doer = async (mailbox, job) => {
	const node = await ownNode('envelopeMailbox');
	const credential = envelopeCredential(mailbox);
	const run = async (parameters: INodeParameters, id = '') => {
		const { json, error } = await runNode({
			node,
			parameters: { resource: 'message', options: {}, ...parameters },
			credential,
			items: [{ json: { id } }],
		});
		if (error) throw error;
		return json;
	};
	const newest = async (limit: number) =>
		run({ ...parametersOf.list, folder: inbox, limit, returnAll: false });
	if (job === 'download') {
		return async (count) => {
			// Of the two messages, the older one has the large file.
			const ids = (await newest(2)).map(({ id }) => z.string().parse(id));
			return (await run(parametersOf.download, ids[count])).length;
		};
	}
	return async (count) =>
		(await run({ ...parametersOf[job], folder: inbox, limit: count, returnAll: false })).length;
};
