import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import 'reflect-metadata';

// Read by n8n-core while it is loaded, so this module is imported before it.
const home = mkdtempSync(join(tmpdir(), 'envelope-engine-'));
process.env.N8N_USER_FOLDER = home;
process.env.N8N_DEFAULT_BINARY_DATA_MODE = 'filesystem';
process.env.N8N_LOG_LEVEL ??= 'silent';
const remove = () => rmSync(home, { recursive: true, force: true });
// In a test, jest's copy of `process` never exits; a bench runs without jest.
if (typeof afterAll === 'function') afterAll(remove);
else process.once('exit', remove);
