import { bench as attachment } from './attachment';
import { bench as mailbox } from './mailbox';
import { bench as send } from './send';
import { CannotRun } from './support/cannotRun';
import { bench as triggerBacklog } from './trigger-backlog';
import { bench as triggerLatency } from './trigger-latency';
import { bench as triggers } from './triggers';

/** What a bench found out, printed as the last line; numbers of two or three digits. */
type Figures = Record<string, number>;

const benches: Record<string, () => Promise<Figures>> = {
	send,
	attachment,
	mailbox,
	'trigger-backlog': triggerBacklog,
	'trigger-latency': triggerLatency,
	triggers,
};

async function main([name = '']: string[]): Promise<number> {
	const bench = Object.hasOwn(benches, name) ? benches[name] : undefined;
	if (!bench) {
		console.error(`Usage: npm run bench -- <name>, one of: ${Object.keys(benches).join(', ')}`);
		return 2;
	}
	try {
		const figures = await bench();
		console.log(JSON.stringify({ bench: name, ...figures }));
		return 0;
	} catch (error) {
		console.error(error instanceof CannotRun ? error.message : error);
		return 1;
	}
}

// An exit in order, in which temporary files are removed.
process.once('SIGINT', () => process.exit(130));

// n8n leaves timers behind that would keep the process alive.
void main(process.argv.slice(2)).then((code) => process.exit(code));
