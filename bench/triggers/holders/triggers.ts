import { builtInTrigger, envelopeTrigger } from '../../support/mailbox';
import { builtInNode, ownNode } from '../../support/nodes';
import { startTrigger } from '../../support/trigger';
import type { Holder } from './holder';

export const envelope: Holder = async () => {
	const node = await ownNode('envelopeTrigger');
	return (mailbox, id) => startTrigger(node, envelopeTrigger(mailbox, 'now'), id, () => {});
};

export const builtIn: Holder = async () => {
	const node = await builtInNode('emailReadImap');
	return (mailbox, id) => startTrigger(node, builtInTrigger(mailbox), id, () => {});
};
