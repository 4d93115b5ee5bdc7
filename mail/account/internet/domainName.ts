import { domainToASCII } from 'node:url';

/** RFC 1035 §2.3.4. */
const MAX_CHARACTERS = 253;

/** Node.js reads a host as a URL's, and drops a path, a port, and what is invisible. */
const characters = /^([a-z0-9.-]|[^\0-\x7f])+$/i;

const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * Reads the name of a domain or host as DNS knows it: in lower case, an international one in its
 * ASCII form (RFC 5890).
 *
 * @returns undefined where it is none, such as an IP address in any notation or a single label
 */
export function domainName(text: string): string | undefined {
	if (text.length > MAX_CHARACTERS || !characters.test(text)) return undefined;
	const name = domainToASCII(text);
	const labels = name.split('.');
	const isName = labels.length > 1 && labels.every((each) => label.test(each));
	const isAddress = /\.\d+$/.test(name);
	return isName && !isAddress && name.length <= MAX_CHARACTERS ? name : undefined;
}
