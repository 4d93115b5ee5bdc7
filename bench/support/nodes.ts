import '../../test/support/engineHome';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { LazyPackageDirectoryLoader } from 'n8n-core';
import type { INodeType, IVersionedNodeType } from 'n8n-workflow';
import { CannotRun } from './cannotRun';

/** A node that can be run, of one version or of several. */
export type LoadedNode = INodeType | IVersionedNodeType;

const root = join(__dirname, '../..');
const builtIn = join(root, 'sandbox/runtime/node_modules/n8n-nodes-base');

/** A node of this project as users get it: compiled. */
export function ownNode(name: string): Promise<LoadedNode> {
	return load(root, name, 'Build it with: npm run build');
}

/** A node that comes with n8n, of the version that the sandbox runs. */
export function builtInNode(name: string): Promise<LoadedNode> {
	return load(builtIn, name, 'Install n8n with: node sandbox/install.mjs runtime');
}

/** Where a module of the sources is in the compiled package. */
export function inDist(module: string): string {
	return join(root, 'dist', module);
}

/** Loads as n8n does. */
async function load(folder: string, name: string, remedy: string): Promise<LoadedNode> {
	const missing = `There is no node ${name} in ${folder}. ${remedy}`;
	if (!existsSync(join(folder, 'dist'))) throw new CannotRun(missing);
	try {
		const loader = new LazyPackageDirectoryLoader(folder);
		await loader.loadAll();
		return loader.getNode(name).type;
	} catch (cause) {
		throw new CannotRun(`${missing}\n${String(cause)}`, { cause });
	}
}
