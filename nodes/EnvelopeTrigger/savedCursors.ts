import type { ITriggerFunctions } from 'n8n-workflow';
import type { z } from 'zod';

/**
 * What a trigger keeps of a folder in the workflow's static data, which n8n stores after the
 * activation and at the start of every emit. It is a hint: it may be older than what ran, and the
 * deduplication key drops the rest. As text, because n8n watches every object in there.
 *
 * @param of what it holds for; after a change of that it begins anew
 */
export function saved<Schema extends z.ZodType>(
	context: ITriggerFunctions,
	schema: Schema,
	folder: string,
	of: string,
) {
	const data = context.getWorkflowStaticData('node');
	const name = `position in ${folder}`;
	return {
		/** Undefined at the first activation, and after a change of what is watched. */
		value: parsed(schema, data[name], of),
		save: (value: z.infer<Schema>) => {
			data[name] = `${of}\n${JSON.stringify(value)}`;
		},
	};
}

function parsed<Schema extends z.ZodType>(schema: Schema, text: unknown, of: string) {
	if (typeof text !== 'string' || !text.startsWith(`${of}\n`)) return undefined;
	try {
		return schema.safeParse(JSON.parse(text.slice(of.length + 1))).data;
	} catch {
		return undefined;
	}
}

/** Whether nothing is kept yet. */
export function isFirstStart(context: ITriggerFunctions): boolean {
	return Object.keys(context.getWorkflowStaticData('node')).length === 0;
}

/** Forgets folders that are not watched any more. */
export function forgetOthers(context: ITriggerFunctions, folders: string[]): void {
	const data = context.getWorkflowStaticData('node');
	const kept = new Set(folders.map((folder) => `position in ${folder}`));
	for (const name of Object.keys(data)) {
		if (name.startsWith('position in ') && !kept.has(name)) delete data[name];
	}
}
