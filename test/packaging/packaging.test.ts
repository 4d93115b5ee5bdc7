import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { install, pack, unpack } from './installLikeN8n';

const run = promisify(execFile);
const checkout = join(__dirname, '../..');
const deadline = 300_000;
const megabyte = 1024 * 1024;

const manifest = z.object({
	dependencies: z.record(z.string(), z.string()),
	n8n: z.object({ nodes: z.array(z.string()), credentials: z.array(z.string()) }),
});

const icon = z.object({ light: z.string(), dark: z.string() });
const loaded = z.object({
	nodes: z.array(
		z.object({ className: z.string(), iconUrl: icon, categories: z.array(z.string()).min(1) }),
	),
	credentials: z.array(z.object({ className: z.string(), iconUrl: icon })),
});

/** `nodes/EnvelopeSend/EnvelopeSend.node.js` has to export the class `EnvelopeSend`. */
const classNames = (paths: string[]) => paths.map((path) => basename(path).split('.')[0]).sort();

async function readManifest(packageFolder: string) {
	return manifest.parse(JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')));
}

/** The version of each package in the folder's dependency tree, by its path. */
async function versions(packageFolder: string): Promise<Record<string, string>> {
	const paths = await readdir(packageFolder, { recursive: true });
	const manifests = paths.filter((path) =>
		/(^|\/)node_modules\/(@[^/]+\/)?[^/]+\/package\.json$/.test(path),
	);
	const entries = manifests.sort().map(async (path) => {
		const text = await readFile(join(packageFolder, path), 'utf8');
		return [path, z.object({ version: z.string() }).parse(JSON.parse(text)).version] as const;
	});
	return Object.fromEntries(await Promise.all(entries));
}

/** Loads the package where it sees its own folder and n8n-workflow, and nothing of the checkout. */
async function load(packageFolder: string, folder: string) {
	const outside = join(folder, 'outside');
	await mkdir(outside);
	await symlink(join(checkout, 'node_modules/n8n-workflow'), join(outside, 'n8n-workflow'));
	const { stdout } = await run(
		process.execPath,
		[join(__dirname, 'loadLikeN8n.js'), packageFolder],
		{
			cwd: folder,
			env: { PATH: process.env.PATH, NODE_PATH: outside, N8N_USER_FOLDER: folder },
		},
	);
	return loaded.parse(JSON.parse(stdout));
}

describe('the tarball that npm pack makes', () => {
	let folder: string;
	let packageFolder: string;
	let size: number;
	let ownFiles: string[];
	let linked: string[];
	let shipped: Record<string, string>;

	beforeAll(async () => {
		const { n8n } = await readManifest(checkout);
		const missing = [...n8n.nodes, ...n8n.credentials].filter(
			(path) => !existsSync(join(checkout, path)),
		);
		if (missing.length > 0) {
			throw new Error(`Run "npm run build" first: ${missing.join(', ')} missing`);
		}

		folder = await mkdtemp(join(tmpdir(), 'envelope-packaging-'));
		const packed = await pack(checkout, folder);
		size = packed.size;
		packageFolder = await unpack(packed.tarball, folder);

		const entries = await readdir(packageFolder, { recursive: true, withFileTypes: true });
		const pathOf = (entry: (typeof entries)[number]) =>
			relative(packageFolder, join(entry.parentPath, entry.name));
		linked = entries.filter((entry) => entry.isSymbolicLink()).map(pathOf);
		ownFiles = entries
			.filter((entry) => entry.isFile())
			.map(pathOf)
			.filter((path) => !path.startsWith('node_modules/'));
		shipped = await versions(packageFolder);
		await install(packageFolder, join(folder, 'emptyCache'));
	}, deadline);

	afterAll(async () => {
		await rm(folder, { recursive: true, force: true });
	});

	it('has the compiled package and nothing else of the checkout', () => {
		const expected =
			/^(package\.json|README\.md|LICENSE|SECURITY\.md|docs\/.+\.png|workflows\/.+\.json|dist\/(credentials|nodes|mail)\/.+\.(js|svg|node\.json))$/;
		expect(ownFiles.filter((path) => !expected.test(path))).toEqual([]);
		expect(linked).toEqual([]);
	});

	it('stays small', () => {
		expect(size).toBeLessThan(6 * megabyte);
	});

	it('carries each dependency in exactly the version of package.json', async () => {
		const { dependencies } = await readManifest(checkout);
		const carried = Object.keys(dependencies).map((name) => [
			name,
			shipped[`node_modules/${name}/package.json`],
		]);
		expect(Object.fromEntries(carried)).toEqual(dependencies);
	});

	it('carries the whole tree: installing it offline changes nothing', async () => {
		expect(await versions(packageFolder)).toEqual(shipped);
	});

	it(
		'loads in n8n: classes by their file names, icons, codex',
		async () => {
			const { n8n } = await readManifest(checkout);
			const { nodes, credentials } = await load(packageFolder, folder);
			expect(nodes.map(({ className }) => className).sort()).toEqual(classNames(n8n.nodes));
			expect(credentials.map(({ className }) => className).sort()).toEqual(
				classNames(n8n.credentials),
			);

			const icons = [...nodes, ...credentials].flatMap(({ iconUrl }) => Object.values(iconUrl));
			const paths = icons.map((url) => url.replace('icons/n8n-nodes-envelope/', ''));
			expect(paths.filter((path) => !existsSync(join(packageFolder, path)))).toEqual([]);
		},
		deadline,
	);
});
