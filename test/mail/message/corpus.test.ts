import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { MessageContent } from '../../../mail/message/model';
import { parseMessage } from '../../../mail/message/parse';
import { dense, oneLine, oracleReading, person, type Reading } from '../../support/oracle';
import { differences } from './corpusDifferences';

/** Messages of other parsers' tests, kept beside the checkout where they are at hand. */
const corpus = resolve(__dirname, '../../../../shared/corpus/parse');

const files = existsSync(corpus)
	? readdirSync(corpus, { recursive: true, encoding: 'utf8' }).filter((name) =>
			name.endsWith('.eml'),
		)
	: [];

/** In the shape in which it is compared. Files are read from the server's BODYSTRUCTURE. */
function ours(message: MessageContent): Omit<Reading, 'fileNames'> {
	const people = (list: MessageContent['to']) =>
		list.map(({ name, address }) => person(name, address));
	return {
		messageId: message.messageId?.replace(/^<|>$/g, '') ?? null,
		subject: oneLine(message.subject),
		date: message.date,
		from: people(message.from),
		to: people(message.to),
		replyTo: people(message.replyTo),
		text: dense(message.text),
		html: message.html === null ? null : dense(message.html),
	};
}

if (files.length === 0) {
	test.skip('the corpus ../shared/corpus/parse is not on this machine', () => {});
} else {
	test.each(files)('%s is read as another parser does', async (name) => {
		const message = await parseMessage(readFileSync(join(corpus, name)));
		expect(message.parseError).toBeUndefined();
		expect(JSON.stringify(message).length).toBeLessThan(1_000_000);
		const json = readFileSync(join(corpus, name.replace(/eml$/, 'json')), 'utf8');
		const { fileNames: _, ...theirs } = oracleReading(json);
		const allowed = differences[name] ?? {};
		for (const [field, value] of Object.entries(ours(message))) {
			const expected = expect({ [field]: theirs[field as keyof typeof theirs] });
			if (field in allowed) expected.not.toEqual({ [field]: value });
			else expected.toEqual({ [field]: value });
		}
	});

	test('only messages of the corpus are listed as read differently', () => {
		expect(files).toEqual(expect.arrayContaining(Object.keys(differences)));
	});
}
