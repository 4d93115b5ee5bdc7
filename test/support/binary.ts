import { Container } from '@n8n/di';
import { BinaryDataService } from 'n8n-core';
import type { NodeResult } from './engine';

/** The bytes of a binary field of an item that a node gave out. */
export async function binaryBytes(
	{ outputs }: NodeResult,
	field: string,
	item = 0,
): Promise<Buffer> {
	const binary = outputs[0]?.[item]?.binary?.[field];
	if (!binary) throw new Error(`No binary field ${field}`);
	return Container.get(BinaryDataService).getAsBuffer(binary);
}
