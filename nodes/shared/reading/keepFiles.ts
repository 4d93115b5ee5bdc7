import type { IBinaryData, IBinaryKeyData, IExecuteFunctions } from 'n8n-workflow';
import { EnvelopeError, toEnvelopeError, toError } from '../../../mail/errors';
import type { WantedFile } from './files';

/** Where n8n keeps binary data. */
export interface FileContext {
	helpers: Pick<IExecuteFunctions['helpers'], 'prepareBinaryData'>;
}

/** What is to be done where a file cannot be had. */
export interface Keeping {
	/** Whether to go on without a file that might be had later. */
	lastAttempt?: boolean;
	/** Whether not to go on without one because the message has gone meanwhile. */
	mustBeThere?: boolean;
}

/**
 * Streams files into n8n's binary data store, one after the other.
 *
 * @returns what cannot be had, in words, beside the rest
 * @throws EnvelopeError, transient, where a file may be had later; MESSAGE_NOT_FOUND, STALE_HANDLE and
 * FOLDER_NOT_FOUND
 */
export async function keepFiles(
	context: FileContext,
	files: WantedFile[],
	{ lastAttempt = false, mustBeThere = false }: Keeping,
): Promise<{ binary: IBinaryKeyData; problems: string[] }> {
	const binary: IBinaryKeyData = {};
	const problems: string[] = [];
	for (const file of files) {
		try {
			binary[file.field] = await keepFile(context, file);
		} catch (error) {
			const failure = toEnvelopeError(error, 'fetch');
			const mustNot = mustBeThere && meansGone.has(failure.code);
			if (failure.transient ? !lastAttempt : mustNot) throw failure;
			problems.push(failure.message);
		}
	}
	return { binary, problems };
}

/** What a handle leads to is not there any more, alone or with its folder. */
const meansGone = new Set<EnvelopeError['code']>([
	'MESSAGE_NOT_FOUND',
	'STALE_HANDLE',
	'FOLDER_NOT_FOUND',
]);

/** Streams a file into n8n's binary data store. @throws EnvelopeError */
export async function keepFile({ helpers }: FileContext, file: WantedFile): Promise<IBinaryData> {
	const content = await file.open();
	try {
		return await helpers.prepareBinaryData(content, file.fileName, file.mimeType);
	} catch (error) {
		throw error instanceof EnvelopeError ? error : notKept(file, error);
	} finally {
		// It may hold a connection, also where n8n did not read it to its end.
		content.destroy();
	}
}

/** What does not come from the mailbox comes from the store: a full disk, a lost database. */
function notKept({ fileName }: WantedFile, error: unknown): EnvelopeError {
	return new EnvelopeError(
		'UNEXPECTED',
		`n8n could not keep the file ${fileName}: ${toError(error).message}`,
		{
			phase: 'fetch',
			transient: true,
			remedy: "Check the space and the rights of n8n's binary data store.",
		},
	);
}
