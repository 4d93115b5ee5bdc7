import { type ImapProxy, startImapProxy } from './imapProxy';
import type { TestServer } from './servers';

/** A way to a server on which it does not announce some of its capabilities, without TLS. */
export function withoutCapabilities(
	server: Pick<TestServer, 'ports'>,
	names: string[],
): Promise<ImapProxy> {
	const masked = new RegExp(` (${names.join('|')})(?=[ \\]\\r])`, 'g');
	const response = (text: string) =>
		/CAPABILITY/.test(text) ? { instead: [text.replace(masked, '')] } : undefined;
	return startImapProxy({ target: server.ports.imap, rules: () => ({ response }) });
}
