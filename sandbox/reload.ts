import { EventEmitter, once } from 'node:events';
import { watch } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build, projectDir } from './build';

/** An editor's save is several events, and a `git checkout` many. */
const burst = 200;

/**
 * Watches the package's source from now on; yields each time the package was built anew because of a
 * change. n8n has to be started again then: its own reloading (N8N_DEV_RELOAD) neither sees through the
 * link to the package nor restarts active triggers.
 */
export function rebuilds(stop: AbortSignal): AsyncGenerator<void, never> {
	const source = new EventEmitter();
	let changed = false;
	for (const folder of ['credentials', 'nodes', 'mail']) {
		watch(join(projectDir, folder), { recursive: true, signal: stop }, () => {
			changed = true;
			source.emit('change');
		});
	}

	return (async function* () {
		for (;;) {
			if (!changed) await once(source, 'change', { signal: stop });
			await sleep(burst);
			changed = false;
			console.log('The source has changed: building …');
			if (await builds(stop)) yield;
		}
	})();
}

async function builds(stop: AbortSignal): Promise<boolean> {
	try {
		await build(stop);
		return true;
	} catch (error) {
		console.error(error instanceof Error ? error.message : error);
		return false;
	}
}
