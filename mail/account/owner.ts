import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type Preset, providerOf } from './presets';
import type { Account, ServerSettings } from './settings';

const plainAddress = /^[^\s@<>,;"]+@[^\s@<>,;"]+$/;

/** What every kind of credential says of the mailbox's owner. */
export const ownerFields = z.object({
	address: z
		.string({ error: 'the email address is missing' })
		.trim()
		.regex(plainAddress, 'the email address must look like name@example.com'),
	senderName: z.string().default(''),
	aliases: z
		.string()
		.default('')
		.transform((text) => text.split(/[\s,;]+/).filter((alias) => alias !== ''))
		.pipe(z.array(z.string().regex(plainAddress, 'each alias must look like name@example.com'))),
	signatureText: z.string().default(''),
	signatureHtml: z.string().default(''),
	sentCopy: z.enum(['auto', 'always', 'never']).default('auto'),
	authenticationServer: z.string().trim().default(''),
});

/** The part of an account that these fields make up. */
export function ownerOf(fields: z.infer<typeof ownerFields>, smtp: ServerSettings | undefined) {
	const provider = smtp && providerOf(smtp);
	return {
		address: fields.address,
		senderName: fields.senderName,
		aliases: fields.aliases.map((alias) => alias.toLowerCase()),
		signature: { text: fields.signatureText, html: fields.signatureHtml },
		sentCopy: sentCopyOf(fields.sentCopy, provider),
		dailyRecipients: provider?.dailyRecipients,
		authenticationServer: fields.authenticationServer || undefined,
	};
}

/** Gmail and Exchange put what they send into the Sent folder themselves, whoever named them. */
function sentCopyOf(
	wanted: 'auto' | 'always' | 'never',
	provider: Preset | undefined,
): Account['sentCopy'] {
	if (wanted !== 'auto') return wanted;
	return provider?.filesSent ? 'leftToServer' : 'unlessFiled';
}

/** The key of an account: another one after any change to what it is made from. */
export function keyOf(settings: object): string {
	return createHash('sha256').update(JSON.stringify(settings)).digest('hex');
}
