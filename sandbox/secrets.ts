import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const secrets = z.object({
	owner: z.object({ email: z.string(), password: z.string() }),
	/** What n8n encrypts its credentials with. */
	encryptionKey: z.string(),
	/** The password of each sandbox mailbox. */
	mailPassword: z.string(),
	/** What a caller of the webhook or the MCP server has to send. */
	webhookKey: z.string(),
});

export type Secrets = z.infer<typeof secrets>;

/**
 * The generated passwords and keys of one sandbox, from `<stateDir>/secrets.json` (mode 0600); made at
 * the first call, the same ever after. Throws if the file was damaged.
 */
export function secretsIn(stateDir: string): Secrets {
	mkdirSync(stateDir, { recursive: true, mode: 0o700 });
	const file = join(stateDir, 'secrets.json');
	if (!existsSync(file)) {
		writeFileSync(file, JSON.stringify(generated(), null, '\t'), { mode: 0o600 });
	}
	return secrets.parse(JSON.parse(readFileSync(file, 'utf8')));
}

function generated(): Secrets {
	return {
		owner: { email: 'owner@example.test', password: password() },
		encryptionKey: randomBytes(24).toString('hex'),
		mailPassword: password(),
		webhookKey: randomBytes(18).toString('base64url'),
	};
}

/** n8n wants a capital letter and a digit in it. */
function password(): string {
	return `A1${randomBytes(9).toString('base64url')}`;
}
