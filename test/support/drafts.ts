import type { IDataObject } from 'n8n-workflow';
import { type ParsedMail, simpleParser } from 'mailparser';
import { closeImapPools } from '../../mail/imap/pool';
import { EnvelopeDraft } from '../../nodes/EnvelopeDraft/EnvelopeDraft.node';
import { alice, credentialFor } from './account';
import { type NodeResult, type NodeRun, runNode } from './engine';
import { otherClient } from './otherClient';
import type { TestServer } from './servers';

/** Runs an operation of Envelope Draft. */
export function runDraft(
	server: Pick<TestServer, 'ports' | 'ca'>,
	operation: string,
	parameters: IDataObject = {},
	run: Partial<NodeRun> = {},
): Promise<NodeResult> {
	return runNode({
		node: new EnvelopeDraft(),
		parameters: { resource: 'draft', operation, options: {}, ...parameters },
		credential: credentialFor(server),
		...run,
	});
}

/** The same, with what it gives out. @throws what it fails with */
export async function draftJson(
	server: Pick<TestServer, 'ports' | 'ca'>,
	operation: string,
	parameters: IDataObject = {},
	run: Partial<NodeRun> = {},
): Promise<IDataObject> {
	const { json, error } = await runDraft(server, operation, parameters, run);
	if (error) throw error;
	return json[0] ?? {};
}

export interface StoredMail {
	uid: number;
	flags: string[];
	raw: string;
	mail: ParsedMail;
}

/** Alice's drafts as they are in the mailbox, but for those that are marked as deleted. */
export async function draftsOf(
	server: Pick<TestServer, 'messages'>,
	folder = 'Drafts',
): Promise<StoredMail[]> {
	const stored = await server.messages(alice, folder);
	const present = stored.filter(({ flags }) => !flags.includes('\\Deleted'));
	return Promise.all(
		present.map(async ({ uid, flags, raw }) => ({
			...{ uid, flags, raw: raw.toString('latin1') },
			mail: await simpleParser(raw),
		})),
	);
}

/** The only one. */
export async function onlyDraft(server: Pick<TestServer, 'messages'>): Promise<StoredMail> {
	const [draft, ...others] = await draftsOf(server);
	expect(others).toEqual([]);
	if (!draft) throw new Error('There is no draft');
	return draft;
}

/** Leaves nothing in some of Alice's folders, for the next test. */
export async function emptied(server: TestServer, ...folders: string[]): Promise<void> {
	for (const folder of folders) await otherClient(server).delete('1:*', folder);
	await closeImapPools();
}
