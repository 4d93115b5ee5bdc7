import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

const run = promisify(execFile);

const packReport = z.tuple([z.object({ filename: z.string(), size: z.number() })]);

/** Runs npm as a user would: without what an npm script around this process tells its children. */
async function npm(args: string[], cwd: string): Promise<string> {
	const env = Object.fromEntries(
		Object.entries(process.env).filter(([name]) => !name.toLowerCase().startsWith('npm_')),
	);
	const { stdout } = await run('npm', args, { cwd, env, maxBuffer: 64 * 1024 * 1024 });
	return stdout;
}

/** Packs the checkout into `folder`; `size` is in bytes. Needs a built dist/. */
export async function pack(
	checkout: string,
	folder: string,
): Promise<{ tarball: string; size: number }> {
	const report = await npm(
		['pack', '--json', '--ignore-scripts', '--pack-destination', folder],
		checkout,
	);
	const [{ filename, size }] = packReport.parse(JSON.parse(report));
	return { tarball: join(folder, filename), size };
}

/** Unpacks the tarball into a package folder below `folder`, as n8n 2.40.7 does first. */
export async function unpack(tarball: string, folder: string): Promise<string> {
	const packageFolder = join(folder, 'node_modules', 'n8n-nodes-envelope');
	await mkdir(packageFolder, { recursive: true });
	await run('tar', ['-xzf', tarball, '-C', packageFolder, '--strip-components=1']);
	return packageFolder;
}

/**
 * Installs the unpacked package's dependencies with the flags of n8n 2.40.7 (downloadPackage in its
 * community-packages.service), but offline and with an empty cache: it fails where anything is
 * not in the tarball.
 */
export async function install(packageFolder: string, emptyCache: string): Promise<void> {
	const manifestPath = join(packageFolder, 'package.json');
	const manifest = z.looseObject({}).parse(JSON.parse(await readFile(manifestPath, 'utf8')));
	delete manifest.devDependencies;
	delete manifest.peerDependencies;
	delete manifest.optionalDependencies;
	await writeFile(manifestPath, JSON.stringify(manifest, null, 2));

	// A tarball carries no links, so npm misses those in .bin, and would fetch the packages that have
	// a command again, in the same version, just to link it. This makes the links without a network.
	await npm(['rebuild', '--ignore-scripts'], packageFolder);
	await npm(
		[
			'install',
			'--audit=false',
			'--fund=false',
			'--bin-links=false',
			'--install-strategy=shallow',
			'--ignore-scripts=true',
			'--package-lock=false',
			'--offline',
			`--cache=${emptyCache}`,
		],
		packageFolder,
	);
}
