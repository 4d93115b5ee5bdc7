import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { oracleReading, type Reading } from './oracle';

/** Messages of other parsers' tests, kept beside the checkout where they are at hand. */
const corpus = resolve(__dirname, '../../../shared/corpus/parse');

/** Names of the messages; none where the corpus is not on this machine. */
export function corpusFiles(): string[] {
	if (!existsSync(corpus)) return [];
	const names = readdirSync(corpus, { recursive: true, encoding: 'utf8' });
	return names.filter((name) => name.endsWith('.eml')).sort();
}

export function corpusSource(name: string): Buffer {
	return readFileSync(join(corpus, name));
}

/** As another parser reads it. */
export function corpusReading(name: string): Reading {
	return oracleReading(readFileSync(join(corpus, name.replace(/eml$/, 'json')), 'utf8'));
}
