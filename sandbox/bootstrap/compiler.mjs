import { spawnSync } from 'node:child_process';
import { InstallError } from './npm.mjs';

// The release sqlite3 looks for before it compiles; any answer shows that the place can be reached.
const prebuiltDriver = 'https://github.com/TryGhost/node-sqlite3/releases/download/v5.1.7/';

const howToInstall = {
	darwin: ['xcode-select --install'],
	linux: [
		'Debian, Ubuntu:  sudo apt-get install python3 make g++',
		'Fedora, RHEL:    sudo dnf install python3 make gcc-c++',
		'Arch:            sudo pacman -S python make gcc',
		'Alpine:          sudo apk add python3 make g++',
	],
	win32: [
		'winget install Python.Python.3.13',
		'winget install Microsoft.VisualStudio.2022.BuildTools  (choose "Desktop development with C++")',
	],
};

/** How to get what node-gyp needs (python3, make, a C++ compiler) on this platform. */
export const compilerAdvice = `sqlite3 is compiled on this machine where its ready-made build on github.com cannot be used. For that
it needs python3, make and a C++ compiler:

  ${(howToInstall[process.platform] ?? ['python3, make and g++ of your system']).join('\n  ')}
`;

/**
 * n8n keeps its data in SQLite, and its driver is either downloaded from GitHub ready-made or compiled.
 * Where neither can work this throws InstallError now, not after minutes of installing. Windows is not
 * checked: node-gyp looks for Visual Studio in too many places to guess.
 */
export async function requireCompiler() {
	const missing = missingTools();
	if (missing.length === 0 || (await isReachable(prebuiltDriver))) return;

	throw new InstallError(`n8n's database driver (sqlite3) cannot be installed: ${missing.join(', ')} missing, and github.com out of reach.

${compilerAdvice}
Then run the same command again.`);
}

function missingTools() {
	if (process.platform === 'win32') return [];
	if (process.platform === 'darwin') {
		return runs('xcode-select', '-p') ? [] : ["Apple's command line tools"];
	}
	return ['python3', 'make', 'g++'].filter((tool) => !runs(tool, '--version'));
}

function runs(tool, argument) {
	return spawnSync(tool, [argument], { stdio: 'ignore' }).status === 0;
}

async function isReachable(url) {
	try {
		await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(5000) });
		return true;
	} catch {
		return false;
	}
}
