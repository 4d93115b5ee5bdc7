import type { IncomingMessage } from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { EnvelopeError, toError } from '../../errors';
import { domainName } from './domainName';
import { errorCode } from './errorCode';
import { type Lookups, type PostForm, Unusable } from './lookups';

/** Ten times the longest file in Thunderbird's database; htmlparser2 takes 0.1 s for the worst of this size. */
const MAX_BYTES = 64 * 1024;
const MAX_REDIRECTS = 3;

const USER_AGENT = 'n8n-nodes-envelope';

export interface HttpsOptions {
	port: number;
	/** For connecting, redirects and the whole answer together. */
	deadlineMs: number;
}

/** Fetches small files, by way of `checkedConnection`. */
export function httpsGetter(
	addresses: Lookups['addresses'],
	options: HttpsOptions,
): Lookups['getHttps'] {
	const headers = { 'User-Agent': USER_AGENT, Accept: 'text/xml, application/xml' };
	const request = { ...checkedConnection(addresses, options), headers };
	return (url) => inTime(url, options.deadlineMs, (signal) => follow(url, { ...request, signal }));
}

/** Sends forms, by way of `checkedConnection`. Follows no redirect, and reads nothing but the status. */
export function httpsPoster(addresses: Lookups['addresses'], options: HttpsOptions): PostForm {
	const connection = checkedConnection(addresses, options);
	return (url, form) => {
		const headers = {
			'User-Agent': USER_AGENT,
			'Content-Type': 'application/x-www-form-urlencoded',
			'Content-Length': Buffer.byteLength(form),
		};
		return inTime(url, options.deadlineMs, async (signal) => {
			assertPlain(url);
			const request = { ...connection, method: 'POST', headers, signal };
			const response = await send(url, request, form);
			response.destroy();
			return response.statusCode ?? 0;
		});
	};
}

/**
 * HTTPS alone, to hosts whose address was checked: the check is the connection's own name look-up, so
 * that no second answer of the DNS can lead elsewhere.
 */
function checkedConnection(
	addresses: Lookups['addresses'],
	{ port }: HttpsOptions,
): https.RequestOptions {
	return {
		port,
		lookup: lookupWith(addresses),
		// Nobody else's connections: n8n may have set up a proxy, which would look the name up itself.
		agent: false,
		// Whatever NODE_TLS_REJECT_UNAUTHORIZED says.
		rejectUnauthorized: true,
		minVersion: 'TLSv1.2',
	};
}

async function inTime<T>(
	url: URL,
	deadlineMs: number,
	ask: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
	const signal = AbortSignal.timeout(deadlineMs);
	try {
		return await ask(signal);
	} catch (error) {
		if (error instanceof EnvelopeError || error instanceof Unusable) throw error;
		const reason = signal.aborted ? 'no answer in time' : errorCode(error);
		throw new Unusable(`${url.hostname} cannot be reached over HTTPS (${reason})`, {
			mayPass: true,
		});
	}
}

async function follow(start: URL, options: https.RequestOptions): Promise<string> {
	let url = start;
	for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
		const response = await send(url, options);
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

function send(url: URL, options: https.RequestOptions, form = ''): Promise<IncomingMessage> {
	return new Promise((resolve, reject) => {
		https.request(url, options, resolve).on('error', reject).end(form);
	});
}

function redirected(from: URL, location: string): URL {
	const to = URL.parse(location, from.href);
	if (to && isPlain(to)) return to;
	throw new Unusable(`${from.hostname} redirects to where nothing is fetched from`);
}

/** @throws Unusable for an address that no form is sent to */
export function assertPlain(url: URL): void {
	if (!isPlain(url)) throw new Unusable('it is no plain https address of a named host');
}

/** With the name of a host, for an address would need no look-up, and so get no check. */
function isPlain({ protocol, port, username, password, hostname }: URL): boolean {
	const isBare = protocol === 'https:' && port === '' && username === '' && password === '';
	return isBare && domainName(hostname) !== undefined;
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
