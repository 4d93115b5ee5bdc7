import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

const chatRequest = z.looseObject({
	messages: z.array(z.looseObject({ role: z.string(), content: z.unknown() })),
	tools: z
		.array(
			z.looseObject({ function: z.looseObject({ name: z.string(), description: z.string() }) }),
		)
		.default([]),
});
export type ChatRequest = z.infer<typeof chatRequest>;

/** What the model asks for: tools by a part of their names, with their arguments. */
export type ToolCalls = Record<string, Record<string, unknown>>;

export interface FakeModel {
	/** For an openAiApi credential. */
	url: string;
	/** What n8n asked, in order. */
	requests: ChatRequest[];
	close(): Promise<void>;
}

/**
 * A server of OpenAI's chat completions: at the first request it calls the tools, at the next it
 * says that it is done.
 */
export async function startFakeModel(calls: ToolCalls): Promise<FakeModel> {
	const requests: ChatRequest[] = [];
	const server = createServer((request, response) => {
		void body(request).then((text) => {
			const asked = chatRequest.parse(JSON.parse(text));
			requests.push(asked);
			const wasAnswered = asked.messages.some(({ role }) => role === 'tool');
			const message = wasAnswered ? { content: 'All done.' } : callsOf(asked, calls);
			response.setHeader('content-type', 'application/json');
			response.end(
				JSON.stringify({
					id: 'completion',
					object: 'chat.completion',
					created: 0,
					model: 'fake',
					usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
					choices: [
						{
							index: 0,
							finish_reason: wasAnswered ? 'stop' : 'tool_calls',
							message: { role: 'assistant', content: null, ...message },
						},
					],
				}),
			);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}/v1`,
		requests,
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}

function callsOf({ tools }: ChatRequest, calls: ToolCalls) {
	return {
		tool_calls: Object.entries(calls).map(([part, parameters], index) => {
			const tool = tools.find((candidate) => candidate.function.name.includes(part));
			if (!tool) throw new Error(`n8n offers no tool called ${part}`);
			return {
				id: `call_${index}`,
				type: 'function',
				function: { name: tool.function.name, arguments: JSON.stringify(parameters) },
			};
		}),
	};
}

async function body(request: IncomingMessage): Promise<string> {
	return Buffer.concat(await request.toArray()).toString();
}
