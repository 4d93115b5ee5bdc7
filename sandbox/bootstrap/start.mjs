import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { installOrExit } from './install.mjs';
import { node24, projectDir, toolEnv } from './paths.mjs';

await installOrExit({ runtime: true });

// The channel ('ipc') tells the sandbox when we are gone, even if killed: it then stops by itself.
const sandbox = spawn(
	node24,
	['--import', 'tsx', join(projectDir, 'sandbox/main.ts'), ...process.argv.slice(2)],
	{ cwd: projectDir, env: toolEnv, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] },
);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
	process.on(signal, () => sandbox.kill(signal));
}
sandbox.on('exit', (code) => process.exit(code ?? 1));
