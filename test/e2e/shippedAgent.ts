import { z } from 'zod';
import { shippedWorkflows } from '../../sandbox/setup';
import { startFakeModel, type Turn } from './fakeModel';
import { eventually, type World } from './world';

/** What became of a chat with an agent. */
export interface Chat {
	/** What the agent said in the end. */
	output: unknown;
	/** What its tools answered, in order. */
	answers: string[];
}

/** Says something to the agent of a workflow that ships, whose model does what the turns say. */
export async function chatWith(
	{ client, n8n }: World,
	workflowId: string,
	chatInput: string,
	...turns: Turn[]
): Promise<Chat> {
	const model = await startFakeModel(...turns);
	try {
		const webhookId = await activate(client, workflowId, model.url);
		const body = JSON.stringify({ action: 'sendMessage', sessionId: workflowId, chatInput });
		const response = await eventually(async () => {
			const answer = await fetch(`${n8n.url}/webhook/${webhookId}/chat`, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body,
			});
			return answer.status === 404 ? undefined : answer;
		});
		const { output } = z.object({ output: z.unknown() }).parse(await response.json());
		const said = model.requests.at(-1)?.messages.filter(({ role }) => role === 'tool') ?? [];
		return { output, answers: said.map(({ content }) => String(content)) };
	} finally {
		await model.close();
	}
}

/** With a model to talk to, and a chat that can be reached; returns the id of its webhook. */
async function activate(client: World['client'], id: string, url: string): Promise<unknown> {
	const name = `Model of ${id}`;
	const data = { apiKey: 'none', url };
	const openAiApi = { id: await client.saveCredential({ name, type: 'openAiApi', data }), name };
	const accounts = await client.credentials();
	const shipped = shippedWorkflows().find((workflow) => workflow.id === id);
	if (!shipped) throw new Error(`No workflow ${id} ships`);
	for (const node of shipped.nodes) {
		if (node.type.endsWith('.chatTrigger')) node.parameters.public = true;
		if (node.type.endsWith('.lmChatOpenAi')) node.credentials = { openAiApi };
		for (const reference of Object.values(node.credentials ?? {})) {
			reference.id ??= accounts.find((account) => account.name === reference.name)?.id;
		}
	}
	await client.saveWorkflow(shipped);
	await client.activate(id);
	return shipped.nodes.find(({ type }) => type.endsWith('.chatTrigger'))?.webhookId;
}
