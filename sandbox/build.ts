import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const projectDir = join(__dirname, '..');

const stamp = join(projectDir, 'node_modules/.cache/envelope-build-sha256');

/** Builds dist/. Rejects with the compiler's words if that fails, and ends with `signal`. */
export async function build(signal: AbortSignal): Promise<void> {
	rmSync(stamp, { force: true });
	await gulp(signal);
	mkdirSync(dirname(stamp), { recursive: true });
	writeFileSync(stamp, fingerprint());
}

/** Whether source and dist/ are what they were after the last build that succeeded. */
export function isBuilt(): boolean {
	return existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint();
}

function gulp(signal: AbortSignal): Promise<void> {
	const cli = join(projectDir, 'node_modules/gulp/bin/gulp.js');
	return new Promise((resolve, reject) => {
		execFile(process.execPath, [cli], { cwd: projectDir, signal }, (error, stdout, stderr) => {
			if (error) reject(new Error(`The build failed:\n${stdout}${stderr}`));
			else resolve();
		});
	});
}

function fingerprint(): string {
	const hash = createHash('sha256');
	const patterns = ['*.json', 'gulpfile.js', '{credentials,nodes,mail,dist}/**/*.*'];
	for (const name of globSync(patterns, { cwd: projectDir }).sort()) {
		hash.update(name).update(readFileSync(join(projectDir, name)));
	}
	return hash.digest('hex');
}
