import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TestFile {
	path: string;
	/** Of its content, in hex. */
	sha256: string;
}

/** A file of random bytes; it goes when this process does. */
export async function randomFile(bytes: number): Promise<TestFile> {
	const folder = mkdtempSync(join(tmpdir(), 'envelope-bench-'));
	process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
	const path = join(folder, 'recording.bin');
	const content = randomBytes(bytes);
	await writeFile(path, content);
	return { path, sha256: createHash('sha256').update(content).digest('hex') };
}
