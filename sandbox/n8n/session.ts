import { randomUUID } from 'node:crypto';
import { z } from 'zod';

/** An answer of n8n that is not a 2xx. */
export class HttpError extends Error {
	constructor(
		request: string,
		readonly status: number,
		body: string,
	) {
		super(`${request} was answered with ${status}: ${body.slice(0, 500)}`);
	}
}

/** A signed-in browser as far as n8n can tell: cookies, and the same browser-id with each request. */
export class Session {
	private cookie = '';
	private readonly browserId = randomUUID();

	constructor(private readonly url: string) {}

	/** A call of the editor's API. Resolves with what is in `data`; rejects with HttpError. */
	async request(method: string, path: string, body?: unknown): Promise<unknown> {
		const headers = { cookie: this.cookie, 'browser-id': this.browserId };
		const answer = await this.send(method, `/rest${path}`, headers, body);
		return z.object({ data: z.unknown() }).parse(answer).data;
	}

	/** GET of the public API. */
	async publicApi(key: string, path: string): Promise<unknown> {
		return await this.send('GET', `/api/v1${path}`, { 'x-n8n-api-key': key });
	}

	private async send(
		method: string,
		path: string,
		headers: Record<string, string>,
		body?: unknown,
	): Promise<unknown> {
		const response = await fetch(this.url + path, {
			method,
			headers: { 'content-type': 'application/json', ...headers },
			body: body === undefined ? undefined : JSON.stringify(body),
		});
		const cookies = response.headers.getSetCookie();
		if (cookies.length > 0) this.cookie = cookies.map((cookie) => cookie.split(';')[0]).join('; ');

		const text = await response.text();
		if (!response.ok) throw new HttpError(`${method} ${path}`, response.status, text);
		return JSON.parse(text);
	}
}
