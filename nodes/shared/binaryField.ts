import type { Readable } from 'node:stream';
import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { EnvelopeError } from '../../mail/errors';
import { checked } from './checked';
import { text } from './given';

const fieldName = z.object({ name: text.transform((name) => name.trim() || 'data') });

/**
 * The name in the node's field for one.
 *
 * @param label what the user calls that field
 * @throws EnvelopeError INVALID_FIELD
 */
export function readFieldName(
	context: IExecuteFunctions,
	itemIndex: number,
	label: string,
): string {
	const name = context.getNodeParameter('binaryPropertyName', itemIndex, 'data');
	return checked(fieldName, { name }, { name: label }).name;
}

/**
 * A file of an item.
 *
 * @param name of the binary field
 * @throws EnvelopeError ATTACHMENT_MISSING, naming those that there are
 */
export function binaryField(
	context: IExecuteFunctions,
	itemIndex: number,
	name: string,
): IBinaryData {
	const binary = context.getInputData()[itemIndex]?.binary ?? {};
	const file = Object.hasOwn(binary, name) ? binary[name] : undefined;
	if (file) return file;
	const present = Object.keys(binary);
	const remedy =
		present.length > 0
			? `It has: ${present.join(', ')}.`
			: 'It has no binary fields at all: put a node before this one that reads the file.';
	const what = `The item has no binary field "${name}"`;
	throw new EnvelopeError('ATTACHMENT_MISSING', what, { phase: 'compose', remedy });
}

/** Its bytes, or what opens a stream of them: from n8n's file store nothing is read yet. */
export function contentOf(
	{ helpers }: IExecuteFunctions,
	{ id, data }: IBinaryData,
): Buffer | (() => Promise<Readable>) {
	return id === undefined ? Buffer.from(data, 'base64') : async () => helpers.getBinaryStream(id);
}
