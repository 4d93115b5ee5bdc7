import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

const HOUR_S = 3600;

/** What n8n keeps of a token server's answer. */
export interface TokenData {
	[field: string]: string | number;
	access_token: string;
	refresh_token: string;
	token_type: string;
	/** Milliseconds since 1970, as n8n writes it. */
	n8n_expires_at: string;
}

export interface TokenServer {
	port: number;
	/** What a person's consent gives for a mailbox. */
	issue(address: string, lifetimeSeconds?: number): TokenData;
	/** Whether a mail server is to let somebody in. */
	accepts(address: string, token: string): boolean;
	/** From now on these tokens are refused, though their time is not up. */
	expire(...tokens: string[]): void;
	/** Ends the consents for a mailbox: its tokens are renewed no more. */
	revoke(address: string): void;
	/** What refreshing gives from now on is refused by mail servers. */
	issueUseless(): void;
	/** The next requests get this status instead of an answer. */
	failWith(status: number): void;
	/** Requests for a new token, since the start. */
	refreshes(): number;
	/** The access token that was issued last. */
	newest(): string;
	/** Everything that nobody may see. */
	secrets(): string[];
	close(): Promise<void>;
}

interface Answer {
	status: number;
	body: unknown;
}

export const client = { clientId: 'the-client', clientSecret: 'the-secret-of-the-client' };

/** A token server (RFC 6749 §6) on a free port of 127.0.0.1, whose word the mail servers take. */
export async function startTokenServer(): Promise<TokenServer> {
	const owners = new Map<string, string>();
	const useless = new Set<string>();
	const grants = new Map<string, string>();
	const secrets = [client.clientSecret];
	let refreshes = 0;
	let onlyUseless = false;
	let failure: number | undefined;

	const newToken = (address: string) => {
		const token = `ya29.${randomBytes(24).toString('base64url')}`;
		owners.set(token, address);
		secrets.push(token);
		return token;
	};
	const accepts = (address: string, token: string) =>
		owners.get(token) === address && !useless.has(token);

	const refresh = (form: URLSearchParams): Answer => {
		refreshes++;
		if (failure !== undefined) return { status: failure, body: 'out of order' };
		const given = form.get('refresh_token') ?? '';
		const address = grants.get(given);
		if (form.get('client_secret') !== client.clientSecret) {
			return { status: 401, body: { error: 'invalid_client' } };
		}
		if (address === undefined) {
			const error_description = `Token ${given} has been expired or revoked.`;
			return { status: 400, body: { error: 'invalid_grant', error_description } };
		}
		const access_token = newToken(address);
		if (onlyUseless) useless.add(access_token);
		return { status: 200, body: { access_token, token_type: 'Bearer', expires_in: HOUR_S } };
	};
	/** What Dovecot asks. */
	const inspect = (token: string): Answer => {
		const email = owners.get(token) ?? '';
		return accepts(email, token)
			? { status: 200, body: { email } }
			: { status: 401, body: { error: 'invalid_token' } };
	};

	const handle = async (request: IncomingMessage, response: ServerResponse) => {
		const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
		const { status, body } =
			pathname === '/tokeninfo'
				? inspect(searchParams.get('access_token') ?? '')
				: refresh(new URLSearchParams(await text(request)));
		response.writeHead(status, { 'content-type': 'application/json' });
		response.end(JSON.stringify(body));
	};
	const server = createServer((request, response) => void handle(request, response));
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

	return {
		port: (server.address() as AddressInfo).port,
		issue(address, lifetimeSeconds = HOUR_S) {
			const refresh_token = `1//${randomBytes(24).toString('base64url')}`;
			grants.set(refresh_token, address);
			secrets.push(refresh_token);
			const n8n_expires_at = String(Date.now() + lifetimeSeconds * 1000);
			const access_token = newToken(address);
			if (lifetimeSeconds <= 0) useless.add(access_token);
			return { access_token, refresh_token, token_type: 'Bearer', n8n_expires_at };
		},
		accepts,
		expire: (...tokens) => tokens.forEach((token) => useless.add(token)),
		revoke: (address) =>
			[...grants]
				.filter(([, owner]) => owner === address)
				.forEach(([token]) => grants.delete(token)),
		issueUseless: () => (onlyUseless = true),
		failWith: (status) => (failure = status),
		refreshes: () => refreshes,
		newest: () => [...owners.keys()].at(-1) ?? '',
		secrets: () => secrets,
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}
