import { setTimeout as sleep } from 'node:timers/promises';
import type { MailServer } from '../../sandbox/mailserver';
import { eml } from '../support/eml';

/** Delivers one mail after the other to mailboxes, and keeps their subjects, each of which is its own. */
export class Mails {
	readonly subjects: string[] = [];

	constructor(
		private readonly server: () => MailServer,
		private readonly address: string,
	) {}

	deliver(count = 1): void {
		for (let left = count; left > 0; left--) {
			const subject = `mail ${this.address.split('@')[0]} ${this.subjects.length}`;
			this.subjects.push(subject);
			this.server().deliver(this.address, eml({ subject }));
		}
	}

	/** @param perSecond 100 or fewer */
	async burst(count: number, perSecond: number): Promise<void> {
		const start = performance.now();
		for (let sent = 0; sent < count; sent++) {
			await sleep(Math.max(0, start + (sent * 1000) / perSecond - performance.now()));
			this.deliver();
		}
	}
}
