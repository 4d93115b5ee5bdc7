import type { INodeProperties } from 'n8n-workflow';
import type { z } from 'zod';
import type { Account } from '../../../mail/account/settings';
import type { Message } from '../../../mail/message/model';
import type { NodeItem } from '../items';
import type { HasNode } from '../nodeOf';
import { fileOptions, filesOf, fileShape } from './fileOptions';
import type { FileContext } from './keepFiles';
import { messageItem } from './messageItem';
import { openPieces } from './openPieces';
import type { OutputForm } from './output';
import { readOn, textFrom, textRangeOptions, textRangeShape } from './textRange';

/** Options of an operation that reads one message. */
export const oneMessageOptions: INodeProperties[] = [...fileOptions, ...textRangeOptions];

/** What these options may hold. @param forModel whether an agent called */
export const oneMessageShape = (forModel: boolean) => ({
	...fileShape,
	...textRangeShape(forModel),
});

type OneMessageOptions = z.infer<z.ZodObject<ReturnType<typeof oneMessageShape>>>;

/**
 * A message that was asked for by itself as an item, with the part of its text that is wanted.
 *
 * @returns what is to be said of the rest of the text in `notes`, beside the item
 * @throws EnvelopeError, transient, where the item may be had whole later
 */
export async function oneMessageItem(
	context: FileContext & HasNode,
	account: Account,
	message: Message,
	form: OutputForm,
	{ maxTextLength, textFrom: from, ...files }: OneMessageOptions,
): Promise<NodeItem & { notes: string[] }> {
	const output = { form, maxTextLength, files: filesOf(files) };
	const shown = textFrom(message, from);
	const open = openPieces(account, message);
	const whole = { mustBeThere: true };
	const { json, binary } = await messageItem(context, shown, output, open, whole);
	const { notes = [], ...facts } = readOn(message, json, from);
	return { json: { ...json, ...facts }, binary, notes };
}
