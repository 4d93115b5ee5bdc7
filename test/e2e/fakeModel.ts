import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

const chatRequest = z.looseObject({
	messages: z.array(
		z.looseObject({
			role: z.string(),
			content: z.unknown(),
			tool_call_id: z.string().optional(),
		}),
	),
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
			const { turn: now, answers } = answersIn(asked);
			const turn = turns[now];
			const message = turn ? callsOf(asked, now, turn(answers)) : { content: 'All done.' };
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

function callsOf({ tools }: ChatRequest, turn: number, calls: ToolCall[]) {
	return {
		tool_calls: calls.map(([part, parameters], index) => {
			const tool = tools.find((candidate) => candidate.function.name.includes(part));
			if (!tool) throw new Error(`n8n offers no tool called ${part}`);
			return {
				id: `call_${turn}_${index}`,
				type: 'function',
				function: { name: tool.function.name, arguments: JSON.stringify(parameters) },
			};
		}),
	};
}

/** What the tools of the last turn have answered, and whose turn it is. */
function answersIn({ messages }: ChatRequest): { turn: number; answers: string[] } {
	const last = messages.findLast(({ role }) => role === 'tool')?.tool_call_id;
	if (last === undefined) return { turn: 0, answers: [] };
	const turn = Number(last.split('_')[1]);
	const ofTurn = messages.filter(({ tool_call_id: id }) => id?.startsWith(`call_${turn}_`));
	return { turn: turn + 1, answers: ofTurn.map(({ content }) => String(content)) };
}

async function body(request: IncomingMessage): Promise<string> {
	return Buffer.concat(await request.toArray()).toString();
}
