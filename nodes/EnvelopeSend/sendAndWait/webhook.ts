import { IncomingMessage, ServerResponse } from 'node:http';
import type {
	IDataObject,
	IWebhookDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { toError } from '../../../mail/errors';
import { readAnswer } from './answer';
import { closedPage, failedPage, pageHeaders, questionPage, thanksPage } from './page';
import { keptQuestion, type Question } from './question';

/** The addresses of a waiting execution (n8n: `/webhook-waiting/<execution>/<node id>`). */
export const answerWebhooks: IWebhookDescription[] = (['GET', 'POST'] as const).map(
	(httpMethod) => ({
		name: 'default',
		httpMethod,
		responseMode: 'onReceived',
		responseData: '',
		path: '={{ $nodeId }}',
		restartWebhook: true,
		isFullPath: true,
	}),
);

/**
 * Answers the links of the mail: a GET shows the page, and only a POST from it lets the execution go
 * on, because scanners of mail open every link. n8n has checked the signature of the address, and
 * that the execution waits at this node.
 *
 * Never throws: n8n 2.40 lets the execution go on when a webhook throws.
 */
export async function sendAndWaitWebhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
	try {
		return respond(this, keptQuestion(this));
	} catch (error) {
		this.logger.error(`A question cannot be shown: ${toError(error).message}`);
		return show(this, 500, failedPage());
	}
}

function respond(context: IWebhookFunctions, question: Question): IWebhookResponseData {
	const query = new Map<string, unknown>(Object.entries(context.getQueryData()));
	if (query.get('question') !== question.id) return show(context, 410, closedPage());

	if (methodOf(context) !== 'POST') {
		const chosen = question.choices.find(({ value }) => value === query.get('choice'))?.value;
		return show(context, 200, questionPage(question, { chosen }));
	}
	// n8n has no body for an empty one.
	const body: IDataObject | undefined = context.getBodyData();
	const reading = readAnswer(question, body ?? {});
	if (reading.kind === 'problems') return show(context, 422, questionPage(question, reading));
	const data = { ...reading.data, respondedAt: new Date().toISOString() };
	// n8n sends this page only when the execution goes on: of two answers at once, one is refused.
	responseOf(context).setHeaders(new Map(Object.entries(pageHeaders)));
	return { webhookResponse: thanksPage(reading.choice), workflowData: [[{ json: { data } }]] };
}

/** Answers by itself, and leaves the execution waiting. */
function show(context: IWebhookFunctions, status: number, page: string): IWebhookResponseData {
	responseOf(context).writeHead(status, pageHeaders).end(page);
	return { noWebhookResponse: true };
}

// What n8n declares as Express's is not typed without Express.

function methodOf(context: IWebhookFunctions): string | undefined {
	const request: unknown = context.getRequestObject();
	return request instanceof IncomingMessage ? request.method : undefined;
}

function responseOf(context: IWebhookFunctions): ServerResponse {
	const response: unknown = context.getResponseObject();
	if (isResponse(response)) return response;
	throw new TypeError('n8n gives no response to write to');
}

function isResponse(value: unknown): value is ServerResponse {
	return value instanceof ServerResponse;
}
