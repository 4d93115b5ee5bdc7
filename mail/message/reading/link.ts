import { domainToASCII } from 'node:url';
import { getDomain, parse } from 'tldts';

/** A link that says another place than it leads to. */
export interface DeceptiveLink {
	/** What a person reads. */
	text: string;
	/** The host in it. */
	shown: string;
	/** The host that a click goes to. */
	target: string;
}

const MAX_LINK_TEXT = 300;
const MAX_LINK_LENGTH = 5_000;

/** Endings of files, too, so that `README.md` is no host unless it says so. */
const alsoFiles = /\.(?:md|py|rs|sh|pl|ps|zip|mov|so|cc|ai|app|me|to|bar|box|cab|doc)$/i;

const byDomain = { allowPrivateDomains: true };

/**
 * Compares what a link says with where it leads. Hosts of one registrable domain are one, so that a
 * shop may count clicks on a host of its own; with private domains (`github.io`) they are not.
 *
 * @returns undefined for a link that names no host or leads where it says
 */
export function deceptionOf(text: string, href: string): DeceptiveLink | undefined {
	if (!text.includes('.')) return undefined;
	const said = text.slice(0, MAX_LINK_TEXT).replace(/\s+/g, ' ').trim();
	const shown = hostIn(said);
	if (shown === undefined) return undefined;
	const target = targetOf(href.slice(0, MAX_LINK_LENGTH));
	if (target === undefined || target === shown) return undefined;
	if (ownerOf(shown) === ownerOf(target)) return undefined;
	return { text: said, shown, target };
}

/** A host with its scheme or `www.`, or a bare one under a top-level domain that there is. */
function hostIn(text: string): string | undefined {
	for (const word of text.split(/[\s<>()[\]"'|,;]+/)) {
		const [, scheme = '', address = ''] = /^(https?:\/\/)?([^/?#:]+)/i.exec(word) ?? [];
		if (!scheme && address.includes('@')) continue;
		const name = address.slice(address.lastIndexOf('@') + 1).replace(/\.+$/, '');
		if (!/^[\p{L}\p{N}\p{M}_-]+(?:\.[\p{L}\p{N}\p{M}_-]+)+$/u.test(name)) continue;
		const host = /^[a-z0-9.-]+$/.test(name) ? name : domainToASCII(name);
		if (host === '') continue;
		if (scheme || /^www\./i.test(host)) return host;
		const { isIcann, domain } = parse(host, byDomain);
		if (isIcann && domain !== null && !alsoFiles.test(host)) return host;
	}
	return undefined;
}

function targetOf(href: string): string | undefined {
	try {
		const url = new URL(href.trim().replace(/^\/\//, 'http://'));
		if (!/^https?:$/.test(url.protocol)) return undefined;
		return unwrapped(url) ?? url.hostname.replace(/\.$/, '');
	} catch {
		return undefined;
	}
}

/** Where a link leads that the receiving server wrapped to look at clicks. */
function unwrapped({ hostname, pathname, searchParams }: URL): string | undefined {
	const inner = hostname.endsWith('.safelinks.protection.outlook.com')
		? searchParams.get('url')
		: hostname === 'urldefense.com' || hostname === 'urldefense.us'
			? /^\/v3\/__(https?:\/+[^/]+)/.exec(pathname)?.[1]
			: undefined;
	if (!inner) return undefined;
	try {
		return new URL(inner.replace(/:\/+/, '://')).hostname;
	} catch {
		return undefined;
	}
}

function ownerOf(host: string): string {
	return getDomain(host, byDomain) ?? host;
}
