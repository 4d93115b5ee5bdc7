import { type ServerEntry, serverEntries } from './autoconfigXml';
import { type Candidate, firstUsable } from './checkedServer';
import type { Lookups } from '../internet/lookups';
import type { Source } from './source';
import { filledIn, isUserName } from './userName';

/** Its host, then its own website (https://www.bucksch.org/1/projects/thunderbird/autoconfiguration/). */
export const autoconfigHost = configurationFile((domain) => ({
	host: `autoconfig.${domain}`,
	path: '/mail/config-v1.1.xml',
}));
export const autoconfigWellKnown = configurationFile((domain) => ({
	host: domain,
	path: '/.well-known/autoconfig/mail/config-v1.1.xml',
}));

/** The servers that the domain names in a file for mail programs, read over HTTPS alone. */
function configurationFile(placeOf: (domain: string) => { host: string; path: string }): Source {
	return {
		name: (domain) => `the configuration file at ${placeOf(domain).host}`,
		read: async (domain, lookups) => {
			const { host, path } = placeOf(domain);
			const asked = anybodyAt(domain);
			const url = new URL(`https://${host}${path}?emailaddress=${encodeURIComponent(asked)}`);
			const xml = await lookups.getHttps(url);
			const offers = serverEntries(xml).flatMap((entry) => offerOf(entry, asked));
			return {
				smtp: await half('SMTP', offers, lookups),
				imap: await half('IMAP', offers, lookups),
				userName: offers[0]?.userName,
			};
		},
	};
}

/**
 * The address that is asked for: whose mailbox it is, is nobody's business, and the answer is kept
 * for the whole domain, of which everyone has this one (RFC 5321 §4.5.1).
 */
function anybodyAt(domain: string): string {
	return `postmaster@${domain}`;
}

interface ServerOffer extends Candidate {
	protocol: 'SMTP' | 'IMAP';
	userName: string;
}

/** An entry that we take: encrypted, and with a password as the sign-in. */
function offerOf({ type, texts }: ServerEntry, asked: string): ServerOffer[] {
	const [host = ''] = texts('hostname');
	const [port = ''] = texts('port');
	const [security = ''] = texts('socketType');
	const [userName = ''] = texts('username').map((text) => asTemplate(text, asked));
	const protocol = type === 'smtp' ? 'SMTP' : type === 'imap' ? 'IMAP' : undefined;
	const tls = security === 'SSL' ? 'tls' : security === 'STARTTLS' ? 'starttls' : undefined;
	const takesPassword = texts('authentication').includes('password-cleartext');
	const isWhole = /^\d{1,5}$/.test(port) && isUserName(userName);
	if (!protocol || !tls || !takesPassword || !isWhole) return [];
	return [{ protocol, host: filledIn(host, asked), port: Number(port), tls, userName }];
}

/** A file that was made for the address that we asked for has that instead of placeholders. */
function asTemplate(userName: string, asked: string): string {
	if (userName === 'postmaster') return '%EMAILLOCALPART%';
	return userName.replace(asked, '%EMAILADDRESS%');
}

function half(protocol: 'SMTP' | 'IMAP', offers: ServerOffer[], lookups: Lookups) {
	const candidates = offers.filter((offer) => offer.protocol === protocol);
	const none = `no ${protocol} with encryption and a password`;
	return firstUsable(protocol, candidates, lookups, none);
}
