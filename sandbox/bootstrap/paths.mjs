import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectDir = join(dirname(fileURLToPath(import.meta.url)), '../..');
export const runtimeDir = join(projectDir, 'sandbox/runtime');

const binary = process.platform === 'win32' ? 'node.exe' : 'node';

/** The Node.js 24 that the project's `node` dependency brings, whatever the machine has. */
export const node24 = join(projectDir, 'node_modules/node/bin', binary);

/** An environment in which `node` and the project's tools are the project's own. */
export const toolEnv = {
	...process.env,
	PATH: join(projectDir, 'node_modules/.bin') + delimiter + process.env.PATH,
};
