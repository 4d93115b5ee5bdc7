import { z } from 'zod';
import { picked } from './picked';

/** The full name of a folder; no command can hold one with control characters, or without end. */
export const folderPath = z
	.string('must be the name of a folder')
	.trim()
	.regex(/^\P{Cc}{1,1000}$/u, 'must be the name of a folder');

/** The value of a folder field. */
export const folderName = z.preprocess(picked, folderPath);
