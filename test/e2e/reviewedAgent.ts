import { type Asking, main } from './asking';
import { type FakeModel, startFakeModel } from './fakeModel';
import type { World } from './world';

/**
 * Runs an agent whose tool "Send a mail" Bob has to allow. Its model calls the tool for each
 * recipient.
 */
export async function startReviewedAgent(
	world: World,
	asking: Asking,
	id: string,
	recipients: string[],
): Promise<FakeModel> {
	const model = await startFakeModel(() =>
		recipients.map((to) => [
			'Send',
			{ toolParameters: { to, subject: id, text: `Hello ${to}` }, hitlParameters: {} },
		]),
	);
	const credential = { name: id, type: 'openAiApi', data: { apiKey: 'none', url: model.url } };
	const credentialId = await world.client.saveCredential(credential);
	const fromAi = (name: string) => `={{ $fromAI('${name}', '${name}', 'string') }}`;
	await asking.start(
		id,
		[
			{
				id: 'agent-node',
				name: 'Agent',
				type: '@n8n/n8n-nodes-langchain.agent',
				typeVersion: 3.1,
				position: [200, 0],
				parameters: { promptType: 'define', text: 'Send the mails', options: {} },
			},
			{
				id: 'model-node',
				name: 'Model',
				type: '@n8n/n8n-nodes-langchain.lmChatOpenAi',
				typeVersion: 1.3,
				position: [200, 200],
				parameters: {
					model: { __rl: true, mode: 'list', value: 'gpt-5-mini' },
					responsesApiEnabled: false,
					options: {},
				},
				credentials: { openAiApi: { id: credentialId, name: id } },
			},
			asking.envelope('envelopeSendHitlTool', 'Review', {
				to: 'bob@example.test',
				subject: `${id}: review`,
				options: {},
			}),
			asking.envelope('envelopeSendTool', 'Send a mail', {
				resource: 'message',
				operation: 'send',
				to: fromAi('to'),
				subject: fromAi('subject'),
				bodyFormat: 'text',
				text: fromAi('text'),
				options: {},
			}),
		],
		{
			Start: { main: [[main('Agent')]] },
			Model: { ai_languageModel: [[{ node: 'Agent', type: 'ai_languageModel', index: 0 }]] },
			'Send a mail': { ai_tool: [[{ node: 'Review', type: 'ai_tool', index: 0 }]] },
			Review: { ai_tool: [[{ node: 'Agent', type: 'ai_tool', index: 0 }]] },
		},
	);
	return model;
}
