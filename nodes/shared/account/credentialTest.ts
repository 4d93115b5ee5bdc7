import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import type { Detect, Detected } from '../../../mail/account/detect/detected';
import { detectServers } from '../../../mail/account/detect/detector';
import { detectedFor } from '../../../mail/account/readAccount';
import {
	type Account,
	accountFromCredential,
	type ServerSettings,
} from '../../../mail/account/settings';
import { toEnvelopeError } from '../../../mail/errors';
import { checkImap } from '../../../mail/imap/check';
import { checkSmtp } from '../../../mail/smtp/check';

/** n8n sets none for a credential test; each server has its own. */
const DEADLINE_MS = 10_000;

interface Half {
	name: string;
	/** Undefined where all worked. */
	problem?: string;
	/** What to know where it worked. */
	warning: string;
}

/**
 * Signs in to the servers of the mailbox and says in words which were found where, which half
 * failed and what to do.
 */
export async function envelopeAccountTest(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
	detect: Detect = detectServers,
): Promise<INodeCredentialTestResult> {
	let account: Account;
	let detected: Detected | undefined;
	try {
		detected = await detectedFor(credential.data, detect);
		account = accountFromCredential(credential.data, detected);
	} catch (error) {
		return { status: 'Error', message: toEnvelopeError(error, 'settings').message };
	}
	const halves = await Promise.all([
		account.smtp && half('Sending (SMTP)', account, account.smtp, checkSmtp),
		account.imap && half('Receiving (IMAP)', account, account.imap, checkImap),
	]);
	const { status, message } = verdict(halves.filter((one) => one !== undefined));
	if (!detected) return { status, message };
	const hint =
		status === 'Error' && 'preset' in detected ? ` ${inWords(detected.preset.help)}` : '';
	return { status, message: `${finding(account, detected)} ${message}${hint}` };
}

/** Such as `Found imap.example.com and smtp.example.com from the SRV records of example.com.` */
function finding({ imap, smtp }: Account, detected: Detected): string {
	const hosts = [imap, smtp].filter((server) => server !== undefined).map(({ host }) => host);
	const servers = [...new Set(hosts)].join(' and ');
	const what = 'preset' in detected ? `${detected.preset.name} (${servers})` : servers;
	return `Found ${what} from ${detected.source}.`;
}

/** The form's help, whose links a message shows as addresses. */
function inWords(help: string): string {
	return help.replace(/<a href="([^"]*)"[^>]*>(.*?)<\/a>/g, '$2 ($1)');
}

async function half(
	name: string,
	account: Account,
	{ tls }: ServerSettings,
	check: (account: Account, deadlineMs: number) => Promise<unknown>,
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
