import type { IDataObject, ITriggerFunctions } from 'n8n-workflow';
import type { z } from 'zod';

/** Before the folder's name, in the static data. */
const PREFIX = 'position in ';

/** What is kept of a folder, and how to change it. */
export interface SavedCursor<Value> {
	/** Undefined at the first activation, and after a change of what is watched. */
	value: Value | undefined;
	/** @param make gives the new value when it is stored */
	save: (make: () => Value) => void;
}

/**
 * What a trigger keeps of its folders in the workflow's static data, which n8n stores after the
 * activation and at the start of every emit. It is a hint: it may be older than what ran, and the
 * deduplication key drops the rest. As text, because n8n watches every object in there.
 */
export class SavedCursors {
	private readonly data: IDataObject;
	private readonly moved = new Map<string, () => string>();

	constructor(context: ITriggerFunctions) {
		this.data = context.getWorkflowStaticData('node');
	}

	/** Whether nothing is kept yet of some folder. */
	lackAny(folders: string[]): boolean {
		return folders.some((folder) => this.data[PREFIX + folder] === undefined);
	}

	/** @param of what the cursor holds for; after a change of that it begins anew */
	cursor<Schema extends z.ZodType>(
		schema: Schema,
		folder: string,
		of: string,
	): SavedCursor<z.infer<Schema>> {
		const name = PREFIX + folder;
		return {
			value: parsed(schema, this.data[name], of),
			save: (make) => this.moved.set(name, () => `${of}\n${JSON.stringify(make())}`),
		};
	}

	/** Hands to n8n what has moved; to be called just before n8n stores it. */
	store(): void {
		for (const [name, text] of this.moved) this.data[name] = text();
		this.moved.clear();
	}

	/** Forgets folders that are not watched any more. */
	forgetOthers(folders: string[]): void {
		const kept = new Set(folders.map((folder) => PREFIX + folder));
		for (const name of Object.keys(this.data)) {
			if (name.startsWith(PREFIX) && !kept.has(name)) Reflect.deleteProperty(this.data, name);
		}
	}
}

function parsed<Schema extends z.ZodType>(schema: Schema, text: unknown, of: string) {
	if (typeof text !== 'string' || !text.startsWith(`${of}\n`)) return undefined;
	try {
		return schema.safeParse(JSON.parse(text.slice(of.length + 1))).data;
	} catch {
		return undefined;
	}
}
