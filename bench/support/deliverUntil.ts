import { cameWithin } from '../../mail/imap/within';
import type { Delivery } from './mailServer';

/** How long a mail may take to a trigger that listens. */
const ARRIVES_WITHIN_MS = 5_000;

/**
 * Delivers mail until something came of it: only then a trigger is known to listen.
 *
 * @returns how many it took, and when the last one was in the mailbox, as `now` tells it
 */
export async function deliverUntil(
	noticed: Promise<void>,
	delivery: Delivery,
): Promise<{ delivered: number; lastAt: number }> {
	for (let delivered = 1; ; delivered++) {
		const lastAt = await delivery.deliver();
		if (await cameWithin(ARRIVES_WITHIN_MS, noticed)) return { delivered, lastAt };
	}
}
