import { parseMessage } from '../../../mail/message/parse';
import { bombs } from '.';

/** Parses all bombs of a kind, one after the other, and prints what each of them cost. */
async function main([kind = '']: string[]): Promise<void> {
	for (const [name, bomb] of Object.entries(bombs[kind] ?? {})) {
		const source = Buffer.from(bomb());
		const before = process.cpuUsage();
		const { parseError } = await parseMessage(source);
		const { user, system } = process.cpuUsage(before);
		console.log(JSON.stringify({ name, cpuSeconds: (user + system) / 1e6, parseError }));
	}
}

void main(process.argv.slice(2));
