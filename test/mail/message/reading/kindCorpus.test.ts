import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseMessage } from '../../../../mail/message/parse';
import type { Kind } from '../../../../mail/message/reading/kind';

/** Delivery reports of many servers, kept beside the checkout where they are at hand. */
const corpus = resolve(__dirname, '../../../../../shared/corpus/bounce');

const expected: [RegExp, Kind][] = [
	[/^arf-/, 'complaint'],
	[/^rfc3834-/, 'autoReply'],
	[/^(?:lhost|rhost|rfc3464)-/, 'bounce'],
];

/** With the reason. */
const exceptions: Record<string, [Kind, string]> = {
	'arf-26.eml': ['autoReply', 'a request to leave a list, sent by a program for its reader'],
	'lhost-amazonses-10.eml': ['human', 'a notice as JSON for programs, without a sign of a bounce'],
	'lhost-amazonses-12.eml': ['human', 'a notice as JSON for programs, without a sign of a bounce'],
	'lhost-fml-02.eml': ['list', 'a mailing list that refuses a post of somebody who is no member'],
};

const files = existsSync(corpus) ? readdirSync(corpus).filter((name) => name.endsWith('.eml')) : [];

if (files.length === 0) {
	test.skip('the corpus ../shared/corpus/bounce is not on this machine', () => {});
} else {
	test.each(files)('%s is what it is', async (name) => {
		const { kind, parseError } = await parseMessage(readFileSync(join(corpus, name)));
		const usual = expected.find(([pattern]) => pattern.test(name))?.[1];
		expect(kind).toBe(exceptions[name]?.[0] ?? usual);
		expect(parseError).toBeUndefined();
	});
}
