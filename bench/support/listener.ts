import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Listener {
	/** What a workflow calls, with `messages` in the query. */
	url(workflowId: string): string;
	/** Resolves once a workflow has told of so many messages, all its calls together. */
	told(workflowId: string, messages: number): Promise<void>;
	stop(): void;
}

/** Hears on 127.0.0.1 from workflows what they have run. */
export async function startListener(): Promise<Listener> {
	const counts = new Map<string, number>();
	const changed = new EventEmitter();
	const server = createServer((request, response) => {
		const { pathname, searchParams } = new URL(request.url ?? '', 'http://127.0.0.1');
		const before = counts.get(pathname) ?? 0;
		counts.set(pathname, before + Number(searchParams.get('messages')));
		changed.emit('change');
		response.end('{}');
	});
	await once(server.listen(0, '127.0.0.1'), 'listening');
	const { port } = server.address() as AddressInfo;
	return {
		url: (workflowId) => `http://127.0.0.1:${port}/${workflowId}`,
		async told(workflowId, messages) {
			while ((counts.get(`/${workflowId}`) ?? 0) < messages) await once(changed, 'change');
		},
		stop: () => server.close(),
	};
}
