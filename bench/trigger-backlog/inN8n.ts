import type { MailServer } from '../support/mailServer';
import { builtInTrigger, envelopeTrigger } from '../support/mailbox';
import { deliverUntilRun, type RealN8n } from '../support/n8n';

export const PER_EXECUTION = 20;

/** A new mailbox with so many messages in it is run by a new workflow; messages in a second. */
export type Rate = (server: MailServer, n8n: RealN8n, messages: number) => Promise<number>;

let workflows = 0;
const nextId = () => `backlog${++workflows}`;

/** From its activation to the last message. */
export const envelope: Rate = async (server, n8n, messages) => {
	const mailbox = await server.mailbox(messages);
	const trigger = envelopeTrigger(mailbox, 'all', { perExecution: PER_EXECUTION });
	const workflow = await n8n.workflow(nextId(), trigger);
	const start = Date.now();
	await workflow.activate();
	await workflow.ran(messages);
	const seconds = (Date.now() - start) / 1000;
	await workflow.deactivate();
	return messages / seconds;
};

/** It does not look at what is there until one more mail comes: from that one to the last. */
export const builtIn: Rate = async (server, n8n, messages) => {
	const mailbox = await server.mailbox(messages);
	const delivery = await server.deliveryTo(mailbox);
	const workflow = await n8n.workflow(nextId(), builtInTrigger(mailbox));
	await workflow.activate();
	const { delivered, lastAt } = await deliverUntilRun(delivery, workflow);
	await workflow.ran(messages + delivered);
	const seconds = (Date.now() - lastAt) / 1000;
	await workflow.deactivate();
	await delivery.close();
	return (messages + delivered) / seconds;
};
