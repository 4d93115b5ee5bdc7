import { deliverUntil } from '../support/deliverUntil';
import type { MailServer } from '../support/mailServer';
import { Tally } from '../support/tally';
import type { Watch } from './watchers/watcher';

/** One of the ways to notice a mail that are compared, each with a mailbox of its own. */
export interface Lane {
	/** Milliseconds from the mailbox to whoever notices a mail, one for each turn. */
	delays: number[];
	/** Delivers a mail and waits until it was noticed. */
	turn(): Promise<void>;
	close(): Promise<void>;
}

/** Resolves when a first mail was noticed, which does not count. */
export async function startLane(server: MailServer, watch: Watch): Promise<Lane> {
	const mailbox = await server.mailbox();
	const delivery = await server.deliveryTo(mailbox);
	const noticed = new Tally();
	const noticedAt: number[] = [];
	const stop = await watch(mailbox, (at) => {
		noticedAt.push(at);
		noticed.add(1);
	});
	await deliverUntil(noticed.reached(1), delivery);
	const delays: number[] = [];
	return {
		delays,
		async turn() {
			const before = noticedAt.length;
			const deliveredAt = await delivery.deliver();
			await noticed.reached(before + 1);
			delays.push((noticedAt[before] ?? NaN) - deliveredAt);
		},
		async close() {
			await stop();
			await delivery.close();
		},
	};
}
