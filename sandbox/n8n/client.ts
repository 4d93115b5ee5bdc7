import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { HttpError, Session } from './session';

export interface Credential {
	name: string;
	type: string;
	data: Record<string, unknown>;
}

const named = z.object({ id: z.string(), name: z.string(), type: z.string() });

/** A workflow as n8n exports it; what Envelope does not look at passes through. */
export const workflow = z.looseObject({
	id: z.string(),
	name: z.string(),
	active: z.boolean().optional(),
	nodes: z.array(
		z.looseObject({
			name: z.string(),
			type: z.string(),
			parameters: z.record(z.string(), z.unknown()),
			credentials: z
				.record(z.string(), z.object({ id: z.string().nullable().optional(), name: z.string() }))
				.optional(),
		}),
	),
	connections: z.record(z.string(), z.unknown()),
});
export type Workflow = z.infer<typeof workflow>;

const savedWorkflow = workflow.extend({ versionId: z.string(), active: z.boolean() });

const execution = z.looseObject({
	id: z.coerce.string(),
	status: z.string(),
	finished: z.boolean(),
	data: z.unknown(),
});
export type Execution = z.infer<typeof execution>;
const executionPage = z.object({ data: z.array(execution), nextCursor: z.string().nullable() });

const credentialTest = z.object({ status: z.enum(['OK', 'Error']), message: z.string() });

/** What the sandbox and the end-to-end tests do in n8n, over the API its own editor uses. */
export class N8nClient {
	private apiKey?: Promise<string>;

	private constructor(private readonly session: Session) {}

	/**
	 * Signs the owner in, and makes them first if this n8n is new. n8n takes 5 sign-ins a minute: keep
	 * the client instead of making another.
	 */
	static async signIn(url: string, owner: { email: string; password: string }): Promise<N8nClient> {
		const session = new Session(url);
		const settings = z
			.object({ userManagement: z.object({ showSetupOnFirstLoad: z.boolean() }) })
			.parse(await session.request('GET', '/settings'));
		if (settings.userManagement.showSetupOnFirstLoad) {
			const name = { firstName: 'Sandbox', lastName: 'Owner' };
			await session.request('POST', '/owner/setup', { ...owner, ...name });
		} else {
			const { email, password } = owner;
			await session.request('POST', '/login', { emailOrLdapLoginId: email, password });
		}
		return new N8nClient(session);
	}

	/** Creates the credential, or replaces the one of that name and type; returns its id. */
	async saveCredential(credential: Credential): Promise<string> {
		const existing = (await this.credentials()).find(
			({ name, type }) => name === credential.name && type === credential.type,
		);
		const saved = existing
			? await this.session.request('PATCH', `/credentials/${existing.id}`, credential)
			: await this.session.request('POST', '/credentials', credential);
		return named.parse(saved).id;
	}

	async credentials(): Promise<Array<z.infer<typeof named>>> {
		return z.array(named).parse(await this.session.request('GET', '/credentials'));
	}

	/** Runs the credential's own test, as the form does when it is saved. */
	async testCredential(credential: Credential): Promise<z.infer<typeof credentialTest>> {
		const credentials = { id: '', ...credential };
		return credentialTest.parse(
			await this.session.request('POST', '/credentials/test', { credentials }),
		);
	}

	/** Undefined if there is none of that id. */
	async workflow(id: string): Promise<z.infer<typeof savedWorkflow> | undefined> {
		try {
			return savedWorkflow.parse(await this.session.request('GET', `/workflows/${id}`));
		} catch (error) {
			// n8n answers 403 or 404 for a workflow that is not there.
			if (error instanceof HttpError && [403, 404].includes(error.status)) return undefined;
			throw error;
		}
	}

	/** Creates the workflow of that id, or replaces it. Neither activates it. */
	async saveWorkflow({ active: _, ...content }: Workflow): Promise<void> {
		if (await this.workflow(content.id)) {
			await this.session.request('PATCH', `/workflows/${content.id}?forceSave=true`, content);
		} else {
			await this.session.request('POST', '/workflows', content);
		}
	}

	/** Activates what was saved last. Rejects if a trigger refuses to start. */
	async activate(id: string): Promise<void> {
		const { versionId } = savedWorkflow.parse(
			await this.session.request('GET', `/workflows/${id}`),
		);
		await this.session.request('POST', `/workflows/${id}/activate`, { versionId });
	}

	async deactivate(id: string): Promise<void> {
		await this.session.request('POST', `/workflows/${id}/deactivate`);
	}

	/** The executions of a workflow with all their data, the newest first. */
	async executions(workflowId: string): Promise<Execution[]> {
		const found: Execution[] = [];
		const query = new URLSearchParams({ workflowId, includeData: 'true', limit: '250' });
		for (let more = true; more;) {
			const page = executionPage.parse(
				await this.session.publicApi(await this.key(), `/executions?${query.toString()}`),
			);
			found.push(...page.data);
			query.set('cursor', page.nextCursor ?? '');
			more = page.nextCursor !== null;
		}
		return found;
	}

	/** The public API gives executions in plain JSON; the editor's own gives them in a packed form. */
	private key(): Promise<string> {
		this.apiKey ??= this.session
			.request('POST', '/api-keys', {
				label: randomUUID(),
				scopes: ['execution:list', 'execution:read'],
				expiresAt: null,
			})
			.then((made) => z.object({ rawApiKey: z.string() }).parse(made).rawApiKey);
		return this.apiKey;
	}
}
