import { z } from 'zod';
import { picked } from './picked';

/** Characters of a folder's full name; a server may give no answer at all to a line much longer. */
const MAX_PATH = 1_000;

/** The full name of a folder; no command can hold one with control characters. */
export const folderPath = z
	.string('must be the name of a folder')
	.trim()
	.max(MAX_PATH, 'must be the name of a folder')
	.regex(/^\P{Cc}+$/u, 'must be the name of a folder');

/** The value of a folder field. */
export const folderName = z.preprocess(picked, folderPath);

/** The same where a model that names none means what it finds in the field when it is new. */
export const folderOrInbox = z.preprocess((value) => picked(value) || 'INBOX', folderPath);
