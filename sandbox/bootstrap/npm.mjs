import { spawn } from 'node:child_process';
import { basename } from 'node:path';
import { showProgress } from './progress.mjs';

/** An install that failed for a reason the user can act on; the message is for them. */
export class InstallError extends Error {}

const usualCauses = `Usual causes: no connection to the npm registry (check the network, \`npm config get registry\` and
the proxy settings), a full disk, or a folder that another user owns.`;

/** npm waits for ever for a download that stalls (seen); else it tells of each one as it comes. */
const longestSilenceMs = 5 * 60_000;
const attempts = 3;

/** Runs npm in `cwd` under a line of progress; throws InstallError with npm's last lines and the advice. */
export async function npm(args, { cwd, title, env = {}, advice = usualCauses }) {
	const progress = showProgress(title);
	let result;
	for (let attempt = 1; attempt <= attempts; attempt++) {
		result = await run([...args, '--loglevel=http'], cwd, env);
		if (!result.stalled || attempt === attempts) break;
		console.log('\nnpm has stalled; starting it again (what was downloaded is kept).');
	}
	const { code, output } = result;
	progress.end(code === 0);
	if (code === 0) return;

	throw new InstallError(`npm ${args.join(' ')} failed in ${cwd}:

${excerpt(output)}

${advice}
Then run the same command again; what was downloaded is kept.`);
}

/** npm names the reason first, a compiler last. */
function excerpt(output) {
	const lines = output
		.split('\n')
		.filter((line) => !/^(npm (http.*|warn.*|error))?\s*$/.test(line));
	if (lines.length <= 40) return lines.join('\n');
	return [...lines.slice(0, 15), '…', ...lines.slice(-25)].join('\n');
}

function run(args, cwd, env) {
	const [command, ...before] = npmCommand();
	return new Promise((resolve) => {
		const child = spawn(command, [...before, ...args], {
			cwd,
			env: { ...process.env, ...env },
			stdio: ['ignore', 'pipe', 'pipe'],
			shell: command === 'npm' && process.platform === 'win32',
		});
		let output = '';
		let stalled = false;
		const endStalled = () => {
			stalled = true;
			output += `npm has said nothing for ${longestSilenceMs / 60_000} minutes.\n`;
			child.kill('SIGKILL');
		};
		// A compiler may be silent for as long as it likes; a download may not.
		const watchdog = args[0] === 'ci' ? setTimeout(endStalled, longestSilenceMs) : undefined;
		const collect = (chunk) => {
			output += chunk;
			watchdog?.refresh();
		};
		child.stdout.on('data', collect);
		child.stderr.on('data', collect);

		// npm may go on with an install for minutes after a SIGTERM.
		const stop = (signal) => {
			child.kill(signal);
			setTimeout(() => child.kill('SIGKILL'), 2000);
			child.on('exit', () => process.exit(1));
		};
		const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
		for (const signal of signals) process.once(signal, stop);

		child.on('error', (error) => {
			clearTimeout(watchdog);
			resolve({ code: 1, output: `${output}\n${error.message}`, stalled });
		});
		child.on('close', (code) => {
			clearTimeout(watchdog);
			for (const signal of signals) process.off(signal, stop);
			resolve({ code, output, stalled });
		});
	});
}

/**
 * The npm that runs us, on the Node.js it runs on. Not `node` from the PATH: within an npm script that
 * is the one in node_modules/.bin, and `npm ci` deletes it.
 */
function npmCommand() {
	const { npm_execpath: cli, npm_node_execpath: node } = process.env;
	const runByNpm = cli && node && basename(cli) === 'npm-cli.js';
	return runByNpm ? [node, cli] : ['npm'];
}
