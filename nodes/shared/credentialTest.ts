import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import {
	type Account,
	accountFromCredential,
	type ServerSettings,
} from '../../mail/account/settings';
import { toEnvelopeError } from '../../mail/errors';
import { checkImap } from '../../mail/imap/check';
import { checkSmtp } from '../../mail/smtp/check';

/** n8n sets none for a credential test; each server has its own. */
const DEADLINE_MS = 10_000;

interface Half {
	name: string;
	/** Undefined where all worked. */
	problem?: string;
	/** What to know where it worked. */
	warning: string;
}

/** Signs in to the servers of the mailbox and says in words which half failed and what to do. */
export async function envelopeAccountTest(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	let account: Account;
	try {
		account = accountFromCredential(credential.data);
	} catch (error) {
		return { status: 'Error', message: toEnvelopeError(error, 'settings').message };
	}
	const halves = await Promise.all([
		account.smtp && half('Sending (SMTP)', account, account.smtp, checkSmtp),
		account.imap && half('Receiving (IMAP)', account, account.imap, checkImap),
	]);
	return verdict(halves.filter((one) => one !== undefined));
}

async function half(
	name: string,
	account: Account,
	{ tls }: ServerSettings,
	check: (account: Account, deadlineMs: number) => Promise<void>,
): Promise<Half> {
	const problem = await check(account, DEADLINE_MS).then(
		() => undefined,
		(error: unknown) => toEnvelopeError(error, 'login').message,
	);
	const unsigned = account.password === '' ? ', without signing in: there is no password' : '';
	const plaintext = tls === 'none' ? ', unencrypted: others can read the password' : '';
	return { name, problem, warning: unsigned || plaintext };
}

function verdict(halves: Half[]): INodeCredentialTestResult {
	const sentences = halves.map(({ name, problem, warning }) =>
		problem === undefined ? `${name} works${warning}.` : `${name} failed: ${problem}`,
	);
	const failed = halves.some(({ problem }) => problem !== undefined);
	return { status: failed ? 'Error' : 'OK', message: sentences.join(' ') };
}
