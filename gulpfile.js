const { execFileSync } = require('node:child_process');
const { rmSync } = require('node:fs');
const { src, dest, series, parallel } = require('gulp');

async function clean() {
	rmSync('dist', { recursive: true, force: true });
}

async function typescript() {
	execFileSync(
		process.execPath,
		[require.resolve('typescript/bin/tsc'), '-p', 'tsconfig.build.json'],
		{
			stdio: 'inherit',
		},
	);
}

// n8n looks for the icon and the codex file beside the compiled class.
function icons() {
	return src('{nodes,credentials}/**/*.svg', { encoding: false }).pipe(dest('dist'));
}

function codex() {
	return src('nodes/**/*.node.json').pipe(dest('dist/nodes'));
}

exports.default = series(clean, parallel(typescript, icons, codex));
