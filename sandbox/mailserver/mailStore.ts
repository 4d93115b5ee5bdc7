import type { Storage } from 'hoodiecrow-imap';
import { createHash } from 'node:crypto';
import {
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/**
 * An account on disk: index.json (folders, UIDs, flags) beside one .eml file per message, named by
 * the hash of its bytes.
 */
export class MailStore {
	private readonly index: string;

	constructor(private readonly dir: string) {
		mkdirSync(dir, { recursive: true, mode: 0o700 });
		this.index = join(dir, 'index.json');
	}

	/** Undefined if nothing was ever saved. Throws if what is there cannot be read. */
	load(): Storage | undefined {
		if (!existsSync(this.index)) return undefined;
		return this.storageSchema().parse(JSON.parse(readFileSync(this.index, 'utf8')));
	}

	save(storage: Storage): void {
		const kept = new Set<string>();
		const index = JSON.stringify(storage, (key, value: unknown) => {
			if (key !== 'messages' || !Array.isArray(value)) return value;
			return z
				.array(heldMessage)
				.parse(value)
				.map(({ raw, ...rest }) => {
					const file = this.write(raw);
					kept.add(file);
					return { ...rest, file };
				});
		});
		writeFileSync(`${this.index}.new`, index, { mode: 0o600 });
		renameSync(`${this.index}.new`, this.index);
		for (const file of readdirSync(this.dir)) {
			if (file.endsWith('.eml') && !kept.has(file)) rmSync(join(this.dir, file));
		}
	}

	private write(raw: string): string {
		const file = `${createHash('sha256').update(raw, 'latin1').digest('hex')}.eml`;
		const path = join(this.dir, file);
		if (!existsSync(path)) writeFileSync(path, raw, { encoding: 'latin1', mode: 0o600 });
		return file;
	}

	private storageSchema() {
		const message = messageFields
			.extend({ file: z.string().regex(/^[0-9a-f]{64}\.eml$/) })
			.transform(({ file, ...rest }) => ({
				...rest,
				raw: readFileSync(join(this.dir, file), 'latin1'),
			}));
		const folder = z.looseObject({
			messages: z.array(message),
			get folders() {
				return z.record(z.string(), folder).optional();
			},
		});
		return z.object({
			INBOX: folder,
			'': z.looseObject({ separator: z.string(), folders: z.record(z.string(), folder) }),
		});
	}
}

const messageFields = z.object({
	uid: z.number(),
	flags: z.array(z.string()),
	internaldate: z.string(),
	MODSEQ: z.number().optional(),
});

/** A message in memory, without what hoodiecrow caches on it. */
const heldMessage = messageFields.extend({ raw: z.string() });
