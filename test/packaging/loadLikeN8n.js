const { PackageDirectoryLoader } = require('n8n-core');

/**
 * Loads the package in the folder given as argument with n8n's own loader, which instantiates
 * every class, and prints what n8n would know of it. A process of its own, because Jest has its
 * own way to resolve modules.
 */
const loader = new PackageDirectoryLoader(process.argv[2]);

loader.loadAll().then(() => {
	const nodes = Object.entries(loader.nodeTypes).map(([name, { type }]) => ({
		className: loader.known.nodes[name].className,
		iconUrl: type.description.iconUrl,
		categories: type.description.codex?.categories,
	}));
	const credentials = Object.entries(loader.credentialTypes).map(([name, { type }]) => ({
		className: loader.known.credentials[name].className,
		iconUrl: type.iconUrl,
	}));
	process.stdout.write(JSON.stringify({ nodes, credentials }));
});
