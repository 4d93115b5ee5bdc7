import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import {
	StreamableHTTPClientTransport,
	StreamableHTTPError,
} from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { z } from 'zod';
import { eventually } from './world';

const toolResult = z.object({
	content: z.array(z.object({ type: z.literal('text'), text: z.string() })),
	isError: z.boolean().default(false),
});

/** A client of an MCP server, as desktop assistants and other agents have one. */
export interface McpSession {
	client: Client;
	/** The JSON that a tool answers with. Rejects with what it says where it has failed. */
	call(name: string, parameters: Record<string, unknown>): Promise<unknown>;
	close(): Promise<void>;
}

/** Connects with a bearer token, once n8n has registered the address of a workflow that it has activated. */
export async function connectMcp(url: string, token: string): Promise<McpSession> {
	const client = await eventually(() => connect(new URL(url), token));
	return {
		client,
		async call(name, parameters) {
			const answer = await client.callTool({ name, arguments: parameters });
			const { content, isError } = toolResult.parse(answer);
			const text = content.map((part) => part.text).join('');
			if (isError) throw new Error(text);
			const said: unknown = JSON.parse(text);
			return said;
		},
		close: () => client.close(),
	};
}

async function connect(url: URL, token: string): Promise<Client | undefined> {
	const client = new Client({ name: 'envelope-e2e', version: '1.0.0' });
	const headers = { authorization: `Bearer ${token}` };
	try {
		await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers } }));
		return client;
	} catch (error) {
		if (error instanceof StreamableHTTPError && error.code === 404) return undefined;
		throw error;
	}
}
