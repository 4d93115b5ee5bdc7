import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compilerAdvice, requireCompiler } from './compiler.mjs';
import { InstallError, npm } from './npm.mjs';
import { projectDir, runtimeDir } from './paths.mjs';

/**
 * Brings the project's own dependencies, and with `runtime` the real n8n, up to date with their
 * lock files. Ends the process with a message that says what to do if that fails.
 */
export async function installOrExit({ runtime }) {
	try {
		if (runtime && !isInstalled(runtimeDir)) await requireCompiler();
		await installProject();
		if (runtime) await installRuntime();
	} catch (error) {
		if (!(error instanceof InstallError)) throw error;
		console.error(`\n${error.message}`);
		process.exit(1);
	}
}

async function installProject() {
	if (isInstalled(projectDir)) return;
	await npm(['ci', '--include=dev', '--ignore-scripts'], {
		cwd: projectDir,
		title: "Installing the project's dependencies (750 MB, usually 1 to 2 minutes)",
	});
	await linkNode(projectDir);
	markInstalled(projectDir);
}

async function installRuntime() {
	if (isInstalled(runtimeDir)) return;
	await npm(['ci', '--ignore-scripts'], {
		cwd: runtimeDir,
		title: 'Installing n8n (2,080 packages, 2.3 GB, usually 3 to 6 minutes)',
	});
	await linkNode(runtimeDir);
	await npm(['rebuild', 'sqlite3', '--ignore-scripts=false'], {
		cwd: runtimeDir,
		title: "Building n8n's database driver sqlite3 (usually 1 to 2 minutes)",
		env: nodeHeaders(),
		advice: compilerAdvice,
	});
	markInstalled(runtimeDir);
}

/** Scripts are refused as a rule; this package's one fetches the Node.js binary of this machine. */
async function linkNode(cwd) {
	await npm(['rebuild', 'node', '--ignore-scripts=false'], {
		cwd,
		title: 'Fetching Node.js 24 (usually 10 to 20 seconds)',
	});
}

/** The C++ headers come with the `node` package: node-gyp need not fetch them from nodejs.org. */
function nodeHeaders() {
	const os = process.platform === 'win32' ? 'win' : process.platform;
	const dir = join(runtimeDir, 'node_modules/node/node_modules', `node-${os}-${process.arch}`);
	return existsSync(join(dir, 'include/node')) ? { npm_config_nodedir: dir } : {};
}

// The stamp is written last and lies inside node_modules, which `npm ci` deletes first: an install
// that was interrupted has none and is done again.
const stampFile = (dir) => join(dir, 'node_modules/.installed-lock-sha256');

const lockHash = (dir) =>
	createHash('sha256')
		.update(readFileSync(join(dir, 'package-lock.json')))
		.digest('hex');

function isInstalled(dir) {
	return existsSync(stampFile(dir)) && readFileSync(stampFile(dir), 'utf8') === lockHash(dir);
}

function markInstalled(dir) {
	writeFileSync(stampFile(dir), lockHash(dir));
}
