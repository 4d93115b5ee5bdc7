import type { IncomingMessage } from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { EnvelopeError, toError } from '../../errors';
import { domainName } from './domainName';
import { errorCode } from './errorCode';
import { type Lookups, Unusable } from './lookups';

/** Ten times the longest file in Thunderbird's database; htmlparser2 takes 0.1 s for the worst of this size. */
const MAX_BYTES = 64 * 1024;
const MAX_REDIRECTS = 3;

export interface HttpsOptions {
	port: number;
	/** For connecting, redirects and the whole answer together. */
	deadlineMs: number;
}

/**
 * Fetches small files over HTTPS alone, from hosts whose address was checked: the check is the
 * connection's own name look-up, so that no second answer of the DNS can lead elsewhere.
 */
export function httpsGetter(
	addresses: Lookups['addresses'],
	{ port, deadlineMs }: HttpsOptions,
): Lookups['getHttps'] {
	const options: https.RequestOptions = {
		port,
		lookup: lookupWith(addresses),
		// Nobody else's connections: n8n may have set up a proxy, which would look the name up itself.
		agent: false,
		// Whatever NODE_TLS_REJECT_UNAUTHORIZED says.
		rejectUnauthorized: true,
		minVersion: 'TLSv1.2',
		headers: { 'User-Agent': 'n8n-nodes-envelope', Accept: 'text/xml, application/xml' },
	};
	return async (url) => {
		const signal = AbortSignal.timeout(deadlineMs);
		try {
			return await follow(url, { ...options, signal });
		} catch (error) {
			if (error instanceof EnvelopeError || error instanceof Unusable) throw error;
			const reason = signal.aborted ? 'no answer in time' : errorCode(error);
			throw new Unusable(`${url.hostname} cannot be read over HTTPS (${reason})`);
		}
	};
}

async function follow(start: URL, options: https.RequestOptions): Promise<string> {
	let url = start;
	for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
		const response = await get(url, options);
		const { statusCode = 0, headers } = response;
		if (statusCode === 200) return body(url, response);
		response.destroy();
		if (statusCode < 300 || statusCode > 399 || headers.location === undefined) {
			throw new Unusable(`${url.hostname} answered ${statusCode}`);
		}
		url = redirected(url, headers.location);
	}
	throw new Unusable(`${start.hostname} redirects more than ${MAX_REDIRECTS} times`);
}

function get(url: URL, options: https.RequestOptions): Promise<IncomingMessage> {
	return new Promise((resolve, reject) => {
		https.get(url, options, resolve).on('error', reject);
	});
}

/** Only to a name, for an address would need no look-up, and so get no check. */
function redirected(from: URL, location: string): URL {
	const to = URL.parse(location, from.href);
	const isPlain = to?.protocol === 'https:' && to.port === '' && to.username === '';
	if (to && isPlain && domainName(to.hostname) !== undefined) return to;
	throw new Unusable(`${from.hostname} redirects to where nothing is fetched from`);
}

async function body(url: URL, response: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	let bytes = 0;
	for await (const chunk of response) {
		if (!Buffer.isBuffer(chunk)) continue;
		bytes += chunk.length;
		if (bytes > MAX_BYTES) throw new Unusable(`${url.hostname} answered too much`);
		chunks.push(chunk);
	}
	return Buffer.concat(chunks).toString('utf8');
}

/** The checked addresses, in the form in which Node.js asks for them. */
function lookupWith(addresses: Lookups['addresses']): LookupFunction {
	return (host, { all }, done) => {
		addresses(host).then(
			(found) => {
				const [first = ''] = found;
				if (all) done(null, found.map(toLookup));
				else done(null, first, isIP(first));
			},
			(error: unknown) => done(toError(error), ''),
		);
	};
}

function toLookup(address: string) {
	return { address, family: isIP(address) };
}
