import type {
	IBinaryKeyData,
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
} from 'n8n-workflow';
import { errorItem, nodeError } from './nodeError';

/** What an operation makes of one input item; several where it lists things, or none. */
export interface NodeItem {
	json: IDataObject;
	binary?: IBinaryKeyData;
}

/** One operation, done with one input item. */
export type Run = (context: IExecuteFunctions, itemIndex: number) => Promise<NodeItem | NodeItem[]>;

/**
 * The one loop over input items: several at a time, results in the order of the items, each paired
 * with its own. Where an item fails, nothing new is begun, and unless the node continues on fail
 * the first error is thrown once what was under way has ended.
 *
 * @param concurrency how many items may be under way at once
 * @param run what to do with one item; its results become output items
 */
export async function forEachItem(
	context: IExecuteFunctions,
	concurrency: number,
	run: (itemIndex: number) => Promise<NodeItem | NodeItem[]>,
): Promise<INodeExecutionData[][]> {
	const count = context.getInputData().length;
	const results: INodeExecutionData[][] = [];
	const failures: { itemIndex: number; error: unknown }[] = [];
	let next = 0;

	const worker = async () => {
		while (next < count && failures.length === 0) {
			const itemIndex = next++;
			try {
				const items = [await run(itemIndex)].flat();
				results[itemIndex] = items.map((item) => ({ ...item, pairedItem: { item: itemIndex } }));
			} catch (error) {
				if (context.continueOnFail()) {
					const json = errorItem(context.getNode(), error);
					results[itemIndex] = [{ json, pairedItem: { item: itemIndex } }];
				} else {
					failures.push({ itemIndex, error });
				}
			}
		}
	};
	await Promise.all(Array.from({ length: Math.min(concurrency, count) }, worker));
	const [first] = failures.sort((a, b) => a.itemIndex - b.itemIndex);
	if (first) throw nodeError(context.getNode(), first.error, first.itemIndex);
	return [results.flat()];
}
