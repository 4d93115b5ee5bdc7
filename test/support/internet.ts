import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import tls from 'node:tls';
import { isPublicAddress } from '../../mail/account/internet/publicAddress';
import { type Network, networkLookups, networkPoster } from '../../mail/account/internet/network';
import type { Lookups, PostForm } from '../../mail/account/internet/lookups';
import { authoritySignedCertificate, type Certificate } from './certificates';
import { type DnsServer, startDnsServer } from './dnsServer';

/** A DNS and the websites in it, on 127.0.0.1; whoever signed their certificate is trusted. */
export interface Internet {
	dns: DnsServer;
	/** For the hosts that it was started with. */
	certificate: Certificate;
	/** What the host of this name answers; 404 where there is none. May be changed at any time. */
	sites: Record<string, RequestListener>;
	/** Each request, such as `example.test/path?query`. */
	requested(): string[];
	/** Whether any server got this text; see it as proof only for what goes in clear into a request. */
	received(text: string): boolean;
	/** As in production, but for its DNS, the port of HTTPS and what the options say. */
	lookups(options?: LookupOptions): Lookups;
	/** The same for what is sent. */
	postForm(options?: LookupOptions): PostForm;
	close(): Promise<void>;
}

interface LookupOptions {
	/** Production's rule for addresses: by default 127.0.0.1 may be connected to, besides. */
	strict?: boolean;
	/** How long to wait for an answer; by default long enough for a machine under load. */
	patienceMs?: number;
}

/**
 * @param hosts that the certificate is for
 */
export async function startInternet(...hosts: string[]): Promise<Internet> {
	const { certificate, ca } = await authoritySignedCertificate(...hosts);
	const trusted = tls.getCACertificates('default');
	tls.setDefaultCACertificates([...trusted, ca]);
	const dns = await startDnsServer();
	const requests: string[] = [];
	const received: string[] = [];
	const server = createServer(certificate, (request, response) => {
		const [host = ''] = (request.headers.host ?? '').split(':');
		requests.push(host + (request.url ?? ''));
		received.push(request.url ?? '', ...request.rawHeaders);
		const site = internet.sites[host];
		if (site) site(request, response);
		else response.writeHead(404).end();
	});
	server.on('tlsClientError', () => {}); // a client that refuses the certificate
	await once(server.listen(0, '127.0.0.1'), 'listening');
	const { port } = server.address() as AddressInfo;
	const network = ({ strict = false, patienceMs = 10_000 }: LookupOptions = {}): Network => ({
		resolver: () => dns.resolver(patienceMs),
		mayConnectTo: (address) => isPublicAddress(address) || (!strict && address === '127.0.0.1'),
		https: { port, deadlineMs: patienceMs },
	});
	const internet: Internet = {
		dns,
		certificate,
		sites: {},
		requested: () => requests,
		received: (text) => [dns.received().toString('latin1'), ...received].join('\n').includes(text),
		lookups: (options) => networkLookups(network(options)),
		postForm: (options) => networkPoster(network(options)),
		close: async () => {
			tls.setDefaultCACertificates(trusted);
			const closed = once(server, 'close');
			server.close();
			server.closeAllConnections();
			await Promise.all([closed, dns.close()]);
		},
	};
	return internet;
}
