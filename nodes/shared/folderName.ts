import { z } from 'zod';

/** The full name of a folder; no command can hold one with control characters. */
export const folderPath = z
	.string('must be the name of a folder')
	.trim()
	.regex(/^\P{Cc}+$/u, 'must be the name of a folder');

/** The value of a folder field: n8n's object for the choice, or what an expression gives. */
export const folderName = z.preprocess(
	(value) =>
		typeof value === 'object' && value !== null && 'value' in value ? value.value : value,
	folderPath,
);
