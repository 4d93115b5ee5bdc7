import { now } from '../../support/clock';
import { envelopeTrigger } from '../../support/mailbox';
import { ownNode } from '../../support/nodes';
import { startTrigger } from '../../support/trigger';
import type { Watch } from './watcher';

/** Envelope Trigger, until it emits. */
export const envelope: Watch = async (mailbox, onMail) => {
	const node = await ownNode('envelopeTrigger');
	return startTrigger(node, envelopeTrigger(mailbox, 'now'), 'latency', () => onMail(now()));
};
