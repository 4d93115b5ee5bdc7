import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { type Account, accountFromCredential } from '../../mail/account/settings';
import { toEnvelopeError } from '../../mail/errors';
import { checkImap } from '../../mail/imap/check';
import { checkSmtp } from '../../mail/smtp/check';

/** n8n sets none for a credential test; each server has its own. */
const DEADLINE_MS = 10_000;

interface Half {
	name: string;
	/** Undefined where the sign-in worked. */
	problem?: string;
	plaintext: boolean;
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
		account.smtp && half('Sending (SMTP)', account.smtp.tls, checkSmtp(account, DEADLINE_MS)),
		account.imap && half('Receiving (IMAP)', account.imap.tls, checkImap(account, DEADLINE_MS)),
	]);
	return verdict(halves.filter((one) => one !== undefined));
}

async function half(name: string, tls: string, check: Promise<void>): Promise<Half> {
	const problem = await check.then(
		() => undefined,
		(error: unknown) => toEnvelopeError(error, 'login').message,
	);
	return { name, problem, plaintext: tls === 'none' };
}

function verdict(halves: Half[]): INodeCredentialTestResult {
	const sentences = halves.map(({ name, problem, plaintext }) => {
		if (problem !== undefined) return `${name} failed: ${problem}`;
		return plaintext
			? `${name} works, unencrypted: others can read the password.`
			: `${name} works.`;
	});
	const failed = halves.some(({ problem }) => problem !== undefined);
	return { status: failed ? 'Error' : 'OK', message: sentences.join(' ') };
}
