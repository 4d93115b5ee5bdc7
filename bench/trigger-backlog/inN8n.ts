import { now } from '../support/clock';
import { deliverUntil } from '../support/deliverUntil';
import type { MailServer } from '../support/mailServer';
import { builtInTrigger, envelopeTrigger } from '../support/mailbox';
import type { RealN8n } from '../support/n8n';
import { Tally } from '../support/tally';

export const PER_EXECUTION = 20;

/** A new mailbox with so many messages in it is run by a new workflow; messages in a second. */
export type Rate = (server: MailServer, n8n: RealN8n, messages: number) => Promise<number>;

let workflows = 0;
const nextId = () => `backlog${++workflows}`;

/** From its activation to the last message. */
export const envelope: Rate = async (server, n8n, messages) => {
	const mailbox = await server.mailbox(messages);
	const trigger = envelopeTrigger(mailbox, 'all', { perExecution: PER_EXECUTION });
	const ran = new Tally();
	const start = now();
	const stop = await n8n.start(nextId(), trigger, (run) => ran.add(run.messages));
	await ran.reached(messages);
	const seconds = (now() - start) / 1000;
	await stop();
	return messages / seconds;
};

/** It does not look at what is there until one more mail comes: from that one to the last. */
export const builtIn: Rate = async (server, n8n, messages) => {
	const mailbox = await server.mailbox(messages);
	const delivery = await server.deliveryTo(mailbox);
	const ran = new Tally();
	const stop = await n8n.start(nextId(), builtInTrigger(mailbox), (run) => ran.add(run.messages));
	const { delivered, lastAt } = await deliverUntil(ran.reached(1), delivery);
	await ran.reached(messages + delivered);
	const seconds = (now() - lastAt) / 1000;
	await stop();
	await delivery.close();
	return (messages + delivered) / seconds;
};
