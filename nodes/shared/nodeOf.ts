import type { INode } from 'n8n-workflow';

export interface HasNode {
	getNode(): INode;
}

/** n8n copies the whole node for each call, which takes as long as an expression. */
const nodes = new WeakMap<HasNode, INode>();

/** The node that runs, not to be changed: all items share it. */
export function nodeOf(context: HasNode): Readonly<INode> {
	const node = nodes.get(context) ?? context.getNode();
	nodes.set(context, node);
	return node;
}

/** Whether an AI agent called: n8n makes a second node type of each node that one may use. */
export function isTool(context: HasNode): boolean {
	return nodeOf(context).type.endsWith('Tool');
}
