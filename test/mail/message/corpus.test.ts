import type { MessageContent } from '../../../mail/message/model';
import { parseMessage } from '../../../mail/message/parse';
import { corpusFiles, corpusReading, corpusSource } from '../../support/corpus';
import { dense, oneLine, person, type Reading } from '../../support/oracle';
import { differences } from './corpusDifferences';

const files = corpusFiles();

/** In the shape in which it is compared. Files are in imap/fileNames.test.ts. */
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
		const message = await parseMessage(corpusSource(name));
		expect(message.parseError).toBeUndefined();
		expect(JSON.stringify(message).length).toBeLessThan(1_000_000);
		const { fileNames: _, ...theirs } = corpusReading(name);
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
