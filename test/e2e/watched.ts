import type { MailServer } from '../../sandbox/mailserver';
import type { N8nClient } from '../../sandbox/n8n/client';
import { type FaultProxy, startFaultProxy } from '../support/faultProxy';
import { Mails } from './mails';
import type { TriggerWorld, Watcher } from './triggerWorld';

/** A published workflow that watches a mailbox through a proxy of its own. */
export interface Watched {
	watcher: Watcher;
	proxy: FaultProxy;
	mails: Mails;
}

/**
 * @param imapPort of the mail server
 * @param server the one that mail is to be delivered to, which may be another one later
 */
export async function startWatched(
	world: TriggerWorld,
	client: N8nClient,
	settings: Omit<Watcher, 'imapPort'>,
	imapPort: number,
	server: () => MailServer,
): Promise<Watched> {
	const proxy = await startFaultProxy({ target: imapPort });
	const watcher = { ...settings, imapPort: proxy.port };
	await world.activate(client, watcher);
	return { watcher, proxy, mails: new Mails(server, settings.address) };
}
