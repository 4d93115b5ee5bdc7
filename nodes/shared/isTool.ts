import type { IExecuteFunctions } from 'n8n-workflow';

/** Whether an AI agent called: n8n makes a second node type of each node that one may use. */
export function isTool(context: IExecuteFunctions): boolean {
	return context.getNode().type.endsWith('Tool');
}
