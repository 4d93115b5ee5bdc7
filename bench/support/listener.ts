import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

/** What the first node after a trigger tells of an execution. */
const runSchema = z.object({
	/** How many the trigger gave to it. */
	messages: z.coerce.number(),
	/** When it began, in milliseconds since 1970. */
	at: z.coerce.number(),
});

export type Run = z.infer<typeof runSchema>;

/** Hears on 127.0.0.1 from workflows what they run. */
export async function startListener() {
	const listeners = new Map<string, (run: Run) => void>();
	const server = createServer((request, response) => {
		const { pathname, searchParams } = new URL(request.url ?? '', 'http://127.0.0.1');
		listeners.get(pathname)?.(runSchema.parse(Object.fromEntries(searchParams)));
		response.end('{}');
	});
	await once(server.listen(0, '127.0.0.1'), 'listening');
	const { port } = server.address() as AddressInfo;
	return {
		/** @returns the URL that the workflow is to call, as an expression of n8n */
		listenTo(workflowId: string, onRun: (run: Run) => void): string {
			listeners.set(`/${workflowId}`, onRun);
			const query = 'messages={{ $input.all().length }}&at={{ Date.now() }}';
			return `=http://127.0.0.1:${port}/${workflowId}?${query}`;
		},
		stop: () => server.close(),
	};
}
