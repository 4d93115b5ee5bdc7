import { asWords } from '../../../mail/errors';

/** Bytes; file systems take 255, and something may be added. */
const MAX_BYTES = 200;

/** What leads to another folder, or is not allowed on some file system. */
const forbidden = /[/\\:*?"<>|]/g;

/** Names of devices on Windows, whatever their ending. */
const device = /^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;

/**
 * The name that a stranger gave to a file, as one that is safe to store it under and shows what it
 * is: no folders, no control characters, no leading dot, its ending kept.
 *
 * @param fallback where nothing is left of it
 */
export function safeFileName(name: string, fallback: string): string {
	// Also without what turns letters around, so that `fdp.exe` would be shown as `exe.pdf`.
	const clean = asWords(name.normalize('NFC'))
		.replace(/\s+/g, ' ')
		.replace(forbidden, '_')
		.replace(/^[. ]+/, '')
		.replace(device, '_$1');
	return shortened(clean).replace(/[. ]+$/, '') || fallback;
}

function shortened(name: string): string {
	if (Buffer.byteLength(name) <= MAX_BYTES) return name;
	const [ending = ''] = /\.\w{1,10}$/.exec(name) ?? [];
	const stem = Buffer.from(name).subarray(0, MAX_BYTES - ending.length);
	// The cut may go through a character.
	return `${stem.toString().replace(/\uFFFD+$/, '')}${ending}`;
}
