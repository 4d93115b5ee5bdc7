import { envelopeTrigger } from '../../support/mailbox';
import { ownNode } from '../../support/nodes';
import { startTrigger } from '../../support/trigger';
import type { Reader } from './reader';

/** Envelope Trigger as it is by default, before an engine that accepts at once. */
export const envelope: Reader = async () => {
	const node = await ownNode('envelopeTrigger');
	return async (mailbox, messages) => {
		const all = Promise.withResolvers<undefined>();
		let read = 0;
		const trigger = envelopeTrigger(mailbox, 'all');
		const close = await startTrigger(node, trigger, mailbox.address, ({ length }) => {
			read += length;
			if (read >= messages) all.resolve(undefined);
		});
		await all.promise;
		await close();
	};
};
