import type { SrvRecord } from 'node:dns';
import type { ServerSettings } from '../settings';
import { type Candidate, firstUsable } from './checkedServer';
import type { Lookups } from '../internet/lookups';
import type { Half, Source } from './source';

type Service = [name: string, tls: Candidate['tls']];

/** RFC 6186, RFC 8314 §5.1. TLS from the first byte comes first: there is no upgrade to strip. */
const services: Record<ServerSettings['protocol'], Service[]> = {
	SMTP: [
		['_submissions._tcp', 'tls'],
		['_submission._tcp', 'starttls'],
	],
	IMAP: [
		['_imaps._tcp', 'tls'],
		['_imap._tcp', 'starttls'],
	],
};

/** The servers that the domain names in its SRV records. */
export const srvRecords: Source = {
	name: (domain) => `the SRV records of ${domain}`,
	read: async (domain, lookups) => {
		const [smtp, imap] = await Promise.all([
			half('SMTP', domain, lookups),
			half('IMAP', domain, lookups),
		]);
		return { smtp, imap };
	},
};

async function half(
	protocol: ServerSettings['protocol'],
	domain: string,
	lookups: Lookups,
): Promise<Half> {
	const found = await Promise.all(
		services[protocol].map(async ([service, tls]) => {
			const records = await lookups.srv(`${service}.${domain}`);
			return records.sort(byPreference).map(({ name, port }) => ({ host: name, port, tls }));
		}),
	);
	// RFC 2782: the target "." means that there is no such service.
	const candidates = found.flat().filter(({ host }) => host !== '');
	return firstUsable(protocol, candidates, lookups, `no ${protocol} is offered`);
}

/** RFC 2782, but the heaviest first instead of a draw: one mailbox is no load that needs sharing. */
function byPreference(a: SrvRecord, b: SrvRecord): number {
	return a.priority - b.priority || b.weight - a.weight;
}
