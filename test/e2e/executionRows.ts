import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';

const row = z.object({
	id: z.number(),
	status: z.string(),
	startedAt: z.string().nullable(),
	data: z.string(),
});

/** An execution as n8n keeps it. */
export interface ExecutionRow {
	id: number;
	status: string;
	/** Milliseconds; undefined for one that never started. */
	startedAt: number | undefined;
	/** Of the mail it was started for (./mails); undefined if it has none, such as a failed one. */
	subject: string | undefined;
	/** All that n8n keeps of it, in its packed form. */
	data: string;
}

/**
 * Reads a workflow's executions in n8n's own database, oldest first: thousands in a moment, and also
 * while n8n is down.
 */
export function executionRows(stateDir: string, workflowId: string): ExecutionRow[] {
	return query(
		stateDir,
		`select id, status, startedAt, data from execution_entity
		join execution_data on executionId = id where workflowId = ? order by id`,
		workflowId,
	).map((found) => {
		const { startedAt, ...rest } = row.parse(found);
		return {
			...rest,
			startedAt: startedAt === null ? undefined : Date.parse(`${startedAt}Z`),
			subject: /"(mail [\w-]+ \d+)"/.exec(rest.data)?.[1],
		};
	});
}

/** How many executions a workflow has, and how many of them are still to end. */
export function executionCounts(stateDir: string, workflowId: string) {
	const [counts] = query(
		stateDir,
		`select count(*) as total, count(*) filter (where status in ('new', 'running')) as open
		from execution_entity where workflowId = ?`,
		workflowId,
	);
	return z.object({ total: z.number(), open: z.number() }).parse(counts);
}

function query(stateDir: string, sql: string, workflowId: string): unknown[] {
	const database = new DatabaseSync(join(stateDir, '.n8n/database.sqlite'), { readOnly: true });
	try {
		return database.prepare(sql).all(workflowId);
	} finally {
		database.close();
	}
}
