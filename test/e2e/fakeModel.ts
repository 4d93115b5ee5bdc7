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

/** A tool, by a part of its name, and its arguments. */
export type ToolCall = [tool: string, parameters: Record<string, unknown>];

/** What the model asks for in one turn, from what the tools of the turn before have answered. */
export type Turn = (answers: string[]) => ToolCall[];

export interface FakeModel {
	/** For an openAiApi credential. */
	url: string;
	/** What n8n asked, in order. */
	requests: ChatRequest[];
	close(): Promise<void>;
}

/** A server of OpenAI's chat completions: it calls the tools of each turn, and then says that it is done. */
export async function startFakeModel(...turns: Turn[]): Promise<FakeModel> {
	const requests: ChatRequest[] = [];
	const server = createServer((request, response) => {
		void body(request).then((text) => {
			const asked = chatRequest.parse(JSON.parse(text));
			requests.push(asked);
			const turn = turns[asked.messages.filter(({ role }) => role === 'assistant').length];
			const message = turn ? callsOf(asked, turn(answersIn(asked))) : { content: 'All done.' };
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
							finish_reason: turn ? 'tool_calls' : 'stop',
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

function callsOf({ tools, messages }: ChatRequest, calls: ToolCall[]) {
	return {
		tool_calls: calls.map(([part, parameters], index) => {
			const tool = tools.find((candidate) => candidate.function.name.includes(part));
			if (!tool) throw new Error(`n8n offers no tool called ${part}`);
			return {
				id: `call_${messages.length}_${index}`,
				type: 'function',
				function: { name: tool.function.name, arguments: JSON.stringify(parameters) },
			};
		}),
	};
}

/** What the tools have answered since the model spoke last. */
function answersIn({ messages }: ChatRequest): string[] {
	const last = messages.findLastIndex(({ role }) => role === 'assistant');
	const since = messages.slice(last + 1).filter(({ role }) => role === 'tool');
	return since.map(({ content }) => String(content));
}

async function body(request: IncomingMessage): Promise<string> {
	return Buffer.concat(await request.toArray()).toString();
}
