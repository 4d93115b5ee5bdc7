import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

const run = promisify(execFile);
const root = join(__dirname, '../..');
const deadline = 120_000;

/** One import statement a line, as it would stand in the file of the same line. */
const forbidden = [
	// credentials: the presets and n8n's types
	['credentials/EnvelopeAccount.credentials.ts', `import { x } from '../mail/smtp/transport'`],
	['credentials/EnvelopeAccount.credentials.ts', `import { x } from '../mail/errors'`],
	['credentials/EnvelopeAccount.credentials.ts', `import { x } from '../nodes/shared/x'`],
	['credentials/EnvelopeAccount.credentials.ts', `import { NodeHelpers } from 'n8n-workflow'`],
	['credentials/EnvelopeAccount.credentials.ts', `import { createTransport } from 'nodemailer'`],

	// nodes: never another node, never a library past the engine
	['nodes/EnvelopeSend/EnvelopeSend.node.ts', `import { x } from '../EnvelopeDraft/fields'`],
	[
		'nodes/EnvelopeSend/actions/message/send.operation.ts',
		`import { x } from '../../../EnvelopeDraft/x'`,
	],
	[
		'nodes/EnvelopeSend/EnvelopeSend.node.ts',
		`import { x } from '../../credentials/EnvelopeAccount.credentials'`,
	],
	['nodes/EnvelopeSend/EnvelopeSend.node.ts', `import { x } from '../../sandbox/mailserver'`],
	['nodes/EnvelopeSend/EnvelopeSend.node.ts', `import { createTransport } from 'nodemailer'`],
	['nodes/EnvelopeTrigger/EnvelopeTrigger.node.ts', `import { ImapFlow } from 'imapflow'`],
	['nodes/EnvelopeTrigger/EnvelopeTrigger.node.ts', `import { simpleParser } from 'mailparser'`],
	['nodes/EnvelopeTrigger/EnvelopeTrigger.node.ts', `import { TriggerContext } from 'n8n-core'`],
	['nodes/shared/items.ts', `import { x } from '../EnvelopeSend/fields'`],
	['nodes/shared/binary.ts', `import { createTransport } from 'nodemailer'`],

	// mail: knows nothing of n8n
	['mail/errors.ts', `import { x } from './smtp/transport'`],
	['mail/network.ts', `import { x } from './imap/connection'`],
	['mail/policy/quota.ts', `import type { IDataObject } from 'n8n-workflow'`],
	['mail/policy/quota.ts', `import { x } from '../../nodes/shared/items'`],
	['mail/policy/quota.ts', `import { x } from '../../credentials/EnvelopeAccount.credentials'`],
	['mail/smtp/deliver.ts', `import type { INode } from 'n8n-workflow'`],
	['mail/imap/append.ts', `import { x } from '../../nodes/shared/items'`],
	['mail/message/compose.ts', `import { x } from '../../credentials/EnvelopeAccount.credentials'`],

	// smtp and imap do not know each other
	['mail/smtp/deliver.ts', `import { x } from '../imap/connection'`],
	['mail/imap/append.ts', `import { x } from '../smtp/transport'`],
	['mail/imap/commands/append.ts', `import { x } from '../../smtp/transport'`],

	// message stands on account, errors and network; account on errors
	['mail/message/compose.ts', `import { x } from '../smtp/transport'`],
	['mail/message/parse.ts', `import { x } from '../imap/fetch'`],
	['mail/account/settings.ts', `import { x } from '../message/address'`],
	['mail/account/settings.ts', `import { x } from '../network'`],

	// each mail library has its room
	['mail/imap/append.ts', `import { createTransport } from 'nodemailer'`],
	['mail/message/parse.ts', `import addressparser from 'nodemailer/lib/addressparser'`],
	['mail/message/reply.ts', `import { createTransport } from 'nodemailer'`],
	['mail/account/settings.ts', `import { createTransport } from 'nodemailer'`],
	['mail/smtp/deliver.ts', `import { ImapFlow } from 'imapflow'`],
	['mail/message/parse.ts', `import { ImapFlow } from 'imapflow'`],
	['mail/message/compose.ts', `import { simpleParser } from 'mailparser'`],
	['mail/imap/fetch.ts', `import { simpleParser } from 'mailparser'`],

	// every way to write an import
	['mail/smtp/deliver.ts', `export * from '../imap/connection'`],
	['mail/smtp/deliver.ts', `export { x } from '../imap/connection'`],
	['mail/smtp/deliver.ts', `import type { X } from '../imap/connection'`],
	['mail/smtp/deliver.ts', `import '../imap/connection'`],
	['mail/smtp/deliver.ts', `import { x } from '../imap/connection'`],
	['mail/smtp/deliver.ts', `import { x } from '../imap/connection'`],
	['mail/smtp/deliver.ts', `import { x } from '..'`],
	['mail/smtp/deliver.ts', `void import('../imap/connection')`],
	['mail/smtp/deliver.ts', `import x = require('../imap/connection')`],
	['mail/smtp/deliver.ts', `import { jest } from '@swc/jest'`],
] as const;

const allowed = [
	[
		'credentials/EnvelopeAccount.credentials.ts',
		`import { presets } from '../mail/account/presets'`,
	],
	[
		'credentials/EnvelopeAccount.credentials.ts',
		`import type { ICredentialType } from 'n8n-workflow'`,
	],
	[
		'nodes/EnvelopeSend/EnvelopeSend.node.ts',
		`import { x } from './actions/message/send.operation'`,
	],
	['nodes/EnvelopeSend/EnvelopeSend.node.ts', `import { NodeConnectionTypes } from 'n8n-workflow'`],
	['nodes/EnvelopeSend/actions/message/send.operation.ts', `import { x } from '../../fields'`],
	[
		'nodes/EnvelopeSend/actions/message/send.operation.ts',
		`import { x } from '../../../shared/items'`,
	],
	[
		'nodes/EnvelopeSend/actions/message/send.operation.ts',
		`import { x } from '../../../../mail/smtp/deliver'`,
	],
	['nodes/shared/account.ts', `import { x } from '../../mail/account/settings'`],
	['mail/network.ts', `import type { X } from './account/settings'`],
	['mail/network.ts', `import { EnvelopeError } from './errors'`],
	['mail/policy/quota.ts', `import { x } from '../smtp/deliver'`],
	['mail/account/settings.ts', `import { EnvelopeError } from '../errors'`],
	['mail/account/settings.ts', `import { z } from 'zod'`],
	['mail/message/compose.ts', `import MailComposer from 'nodemailer/lib/mail-composer'`],
	['mail/message/address.ts', `import addressparser from 'nodemailer/lib/addressparser'`],
	['mail/message/mime.ts', `import { simpleParser } from 'mailparser'`],
	['mail/message/parse.ts', `import { x } from '../account/settings'`],
	['mail/smtp/deliver.ts', `import { createTransport } from 'nodemailer'`],
	['mail/smtp/deliver.ts', `import { x } from '../message/compose'`],
	['mail/imap/connection.ts', `import { ImapFlow } from 'imapflow'`],
	['mail/imap/commands/append.ts', `import { x } from '../connection'`],
	['mail/imap/connection.ts', `import { connect } from 'node:tls'`],
] as const;

type Snippet = readonly [filePath: string, code: string];

/** Lints all snippets in one process; the answer has the messages of each, in the same order. */
async function lint(snippets: readonly Snippet[]): Promise<string[][]> {
	const running = run(process.execPath, [join(__dirname, 'lintSnippets.mjs')], { cwd: root });
	running.child.stdin?.end(
		JSON.stringify(snippets.map(([filePath, code]) => ({ filePath, code }))),
	);
	const { stdout } = await running;
	return z.array(z.array(z.string())).parse(JSON.parse(stdout));
}

describe('import direction', () => {
	let messages: Map<string, string[]>;
	const messagesOf = ([filePath, code]: Snippet) => messages.get(`${filePath}: ${code}`);

	beforeAll(async () => {
		const snippets = [...forbidden, ...allowed];
		const results = await lint(snippets);
		messages = new Map(
			snippets.map(([filePath, code], index) => [`${filePath}: ${code}`, results[index] ?? []]),
		);
	}, deadline);

	it.each(forbidden)('%s must not: %s', (...snippet) => {
		expect(messagesOf(snippet)).toHaveLength(1);
	});

	it.each(allowed)('%s may: %s', (...snippet) => {
		expect(messagesOf(snippet)).toEqual([]);
	});
});
