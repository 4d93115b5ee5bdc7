import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Counts what workflows do to the world outside, which no list of n8n's shows. */
export interface CallCounter {
	/** Called with `?subject=`. */
	url: string;
	/** How often it was called for a mail. */
	calls(subject: string): number;
	close(): Promise<void>;
}

export async function startCallCounter(): Promise<CallCounter> {
	const counts = new Map<string, number>();
	const server = createServer((request, response) => {
		const subject =
			new URL(request.url ?? '', 'http://127.0.0.1').searchParams.get('subject') ?? '';
		counts.set(subject, (counts.get(subject) ?? 0) + 1);
		response.setHeader('content-type', 'application/json').end('{}');
	});
	await once(server.listen(0, '127.0.0.1'), 'listening');
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
		calls: (subject) => counts.get(subject) ?? 0,
		async close() {
			server.closeAllConnections();
			await once(server.close(), 'close');
		},
	};
}
