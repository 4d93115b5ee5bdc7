import { envelopeTrigger } from '../../support/mailbox';
import { ownNode } from '../../support/nodes';
import { Tally } from '../../support/tally';
import { startTrigger } from '../../support/trigger';
import type { Reader } from './reader';

/** Envelope Trigger as it is by default, before an engine that accepts at once. */
export const envelope: Reader = async () => {
	const node = await ownNode('envelopeTrigger');
	return async (mailbox, messages) => {
		const read = new Tally();
		const trigger = envelopeTrigger(mailbox, 'all');
		const close = await startTrigger(node, trigger, mailbox.address, (items) =>
			read.add(items.length),
		);
		await read.reached(messages);
		await close();
	};
};
