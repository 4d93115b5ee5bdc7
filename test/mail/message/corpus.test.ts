import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseMessage } from '../../../mail/message/parse';

/** Messages of other parsers' tests, kept beside the checkout where they are at hand. */
const corpus = resolve(__dirname, '../../../../shared/corpus/parse');

const files = existsSync(corpus)
	? readdirSync(corpus, { recursive: true, encoding: 'utf8' }).filter((name) =>
			name.endsWith('.eml'),
		)
	: [];

if (files.length === 0) {
	test.skip('the corpus ../shared/corpus/parse is not on this machine', () => {});
} else {
	test.each(files)('%s is read', async (name) => {
		const message = await parseMessage(readFileSync(join(corpus, name)));
		expect(message.parseError).toBeUndefined();
		expect(JSON.stringify(message).length).toBeLessThan(1_000_000);
	});
}
