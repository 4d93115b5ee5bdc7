import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { sendAndWaitWebhook } from '../../nodes/EnvelopeSend/sendAndWait/webhook';
import { approvalQuestion } from './sendAndWaitQuestions';

/** What n8n gives the webhook; the end-to-end tests use the real one. */
interface Given {
	question?: unknown;
	query?: object;
	body?: unknown;
}

/** Serves one request with the webhook; resolves with what the browser and what n8n get. */
async function serve(method: string, { question, query = {}, body }: Given) {
	const results: Promise<IWebhookResponseData>[] = [];
	const server: Server = createServer((request, response) => {
		const context = {
			logger: { error: () => {} },
			getNode: () => ({ name: 'Ask' }),
			evaluateExpression: () => question,
			getQueryData: () => query,
			getBodyData: () => body,
			getRequestObject: () => request,
			getResponseObject: () => response,
		} as unknown as IWebhookFunctions;
		const result = sendAndWaitWebhook.call(context);
		results.push(result);
		void result.then(({ webhookResponse }) => response.end(webhookResponse));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	try {
		const { port } = server.address() as AddressInfo;
		const response = await fetch(`http://127.0.0.1:${port}/`, { method });
		const page = await response.text();
		return { status: response.status, page, result: await results[0] };
	} finally {
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	}
}

const question = approvalQuestion({ id: 'q1' });
const ours = { question: 'q1', choice: 'approve' };
const stillWaits = { noWebhookResponse: true };

it.each<[string, string, Given, number, string]>([
	['opening the link', 'GET', { question, query: ours }, 200, 'May it go out?'],
	['a POST without a choice', 'POST', { question, query: ours }, 422, 'May it go out?'],
	['the link of another question', 'GET', { question, query: { question: 'q0' } }, 410, 'closed'],
	['a POST to that link', 'POST', { question, query: { question: ['q1', 'q1'] } }, 410, 'closed'],
	[
		'a question that is lost',
		'POST',
		{ query: ours, body: { choice: 'approve' } },
		500,
		'Please tell',
	],
	[
		'a question of another kind',
		'POST',
		{ question: { id: 'q1' }, query: ours },
		500,
		'Please tell',
	],
])('%s leaves the execution waiting', async (_, method, given, status, words) => {
	const served = await serve(method, given);
	expect(served.status).toBe(status);
	expect(served.page).toContain(words);
	expect(served.result).toEqual(stillWaits);
});

it('an answer by POST lets it go on', async () => {
	const { page, result } = await serve('POST', {
		question,
		query: ours,
		body: { choice: 'disapprove' },
	});
	expect(page).toContain('Your answer has been recorded');
	const data = { approved: false, respondedAt: expect.any(String) };
	expect(result).toMatchObject({ workflowData: [[{ json: { data } }]] });
});
