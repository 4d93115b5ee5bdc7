import type { IDataObject } from 'n8n-workflow';
import { formatHandle, type Handle } from '../../mail/message/handle';
import { binaryBytes } from './binary';
import type { NodeResult } from './engine';
import type { WireMessage } from './smtpSink';

/** A message that is in the mailbox. */
export interface Stored {
	folder: string;
	uid: number;
	flags: string[];
	raw: Buffer;
}

/** What is another one each time. */
export interface Names {
	handle: Handle;
	beside: Handle | undefined;
	messageId: string;
}

/** What came of something that was done to a message, with the same names each time. */
export interface Outcome {
	/** Before which the message went away; undefined where it stayed. */
	command: string | undefined;
	error: string | undefined;
	/** What was given out. */
	items: IDataObject[];
	/** The bytes of binary fields, by the item's ID and the field. */
	files: Record<string, string>;
	/** What the SMTP server took. */
	sent: string[];
	/** What is in the mailbox but for the message: a folder, flags, and bytes. */
	left: string[];
}

interface Happened {
	command: string | undefined;
	result: NodeResult;
	sent: WireMessage[];
	stored: Stored[];
}

export async function outcomeOf(names: Names, happened: Happened): Promise<Outcome> {
	const { command, result, sent, stored } = happened;
	const { handle } = names;
	const plain = plainOf(names);
	const items = JSON.parse(plain(JSON.stringify(result.json))) as IDataObject[];
	const files: Outcome['files'] = {};
	for (const [index, { binary = {} }] of (result.outputs[0] ?? []).entries()) {
		for (const field of Object.keys(binary)) {
			const bytes = await binaryBytes(result, field, index);
			files[`${JSON.stringify(items[index]?.id)} ${field}`] = plain(bytes.toString('latin1'));
		}
	}
	const others = stored.filter(({ folder, uid }) => folder !== handle.folder || uid !== handle.uid);
	return {
		...{ command, items, files },
		error: result.error && plain(result.error.message),
		sent: sent.map(({ data }) => plain(data.toString('latin1'))),
		left: others.map(({ folder, flags, raw }) => {
			const kept = flags.filter((flag) => flag !== '\\Recent').sort();
			return `${folder} ${kept.join(' ')}\n${plain(raw.toString('latin1'))}`;
		}),
	};
}

function plainOf({ handle, beside, messageId }: Names): (text: string) => string {
	const names = new Map([
		[formatHandle(handle), 'THE-ID'],
		[`${handle.uid}.${handle.uidValidity}`, 'THE-UID'],
		[messageId, 'THE-MESSAGE-ID'],
		...(beside ? [[formatHandle(beside), 'OTHER-ID'] as const] : []),
	]);
	const patterns: [RegExp, string][] = [
		[/\d+\.\d{9,10}(?=\.\w)/g, 'NEW-UID'],
		[/"uid":\d+/g, '"uid":0'],
		[/message \d+ in/g, 'message 0 in'],
		[/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{40}/g, 'BY-CHANCE'],
		[/_NmP-[0-9a-f]+/g, 'BOUNDARY'],
		[/^((?:Resent-)?Date: ).*$/gm, '$1'],
		[/"(sentAt|executionTimeMs)":("[^"]*"|\d+)/g, '"$1":0'],
	];
	return (text) => {
		let shown = text;
		for (const [name, by] of names) shown = shown.replaceAll(name, by);
		for (const [pattern, by] of patterns) shown = shown.replace(pattern, by);
		return shown;
	};
}

/** What says that something could not be done to a message; in a list also, that it has lost a file. */
const telling = ['notes', 'warnings', 'sentCopy'];
const tellingInList = [...telling, 'attachmentErrors'];

/** What then is not there. */
const toldOf = ['flags', 'flagged'];

/**
 * Fails where the outcome is neither whole, nor says that the message is gone: each item is as it is
 * where nothing disturbs, with what is missing told in it, or an error, or left out of a list.
 *
 * @param may fields that have another value where the message went
 */
export function expectWholeOrGone(usual: Outcome, one: Outcome, may: string[] = []): void {
	const untouched = usual.left.filter((message) => message.startsWith('INBOX \n'));
	if (one.error !== undefined) {
		expect(one.error).toContain('MESSAGE_NOT_FOUND');
		expect(one).toMatchObject({ items: [], files: {}, sent: [] });
		expect(one.left.filter((message) => !untouched.includes(message))).toEqual([]);
		return;
	}
	expect(one.sent).toEqual(usual.sent);
	expect(one.left).toEqual([...new Set(one.left)]); // nothing is there twice
	expect(one.left.filter((message) => !usual.left.includes(message))).toEqual([]);
	expect(usual.files).toMatchObject(one.files);
	const tellers = usual.items.length > 1 ? tellingInList : telling;
	let isTold = one.items.length < usual.items.length;
	for (const item of one.items) {
		const whole = usual.items.find(
			({ id, messageId }) => (id ?? messageId) === (item.id ?? item.messageId),
		);
		const tells = tellers.some((key) =>
			/gone|MESSAGE_NOT_FOUND|took/.test(JSON.stringify(item[key] ?? '')),
		);
		isTold ||= tells || item.success === false;
		if (item.success === false) {
			expect(item).toMatchObject({ error: { code: 'MESSAGE_NOT_FOUND' } });
			continue;
		}
		const left = new Set([...may, ...(tells ? [...tellers, ...toldOf] : [])]);
		const compared = (of: IDataObject = {}) =>
			Object.fromEntries(Object.entries(of).filter(([key]) => !left.has(key)));
		expect(compared(item)).toEqual(compared(whole));
	}
	if (!isTold && may.length === 0)
		expect(one).toMatchObject({ files: usual.files, left: usual.left });
}
