import { fetchMessages } from '../../../mail/imap/fetch';
import { alice } from '../../support/account';
import { describeConnected } from '../../support/connected';
import { bombs } from '../../support/bombs';
import { eml } from '../../support/eml';

/** What the embedded server survives itself. */
const sent: [kind: string, name: string][] = [
	['nested HTML', '98 KB of div'],
	['broken charset', 'encoded words in unknown charsets'],
	['truncated', 'mid base64'],
	['truncated', 'mid part header'],
	['empty', 'CRLF'],
];

/** Of each kind what the library or a server may stumble over. */
const sentToReal: typeof sent = [
	...sent,
	['nested HTML', '1.2 MB of div'],
	['nested MIME', 'multiparts 300 deep'],
	['nested MIME', 'a chain of 500 forwarded messages'],
	['nested MIME', 'messages as files 20,000 deep'],
	['100,000 parts', 'files'],
	['100,000 parts', 'of text'],
	['1 MB header', 'one field'],
	['1 MB header', '200,000 fields'],
	['RFC 2231 continuations', '20,000 out of order'],
	['link flood', '50,000 links'],
	['recipient flood', '100,000 addresses'],
	['recipient flood', 'groups in groups'],
];

describeConnected('fetching what was sent to stop us', (on) => {
	it('gives what is good whole and what is bad as far as it goes', async () => {
		const bad = on.server.kind === 'real' ? sentToReal : sent;
		for (const [kind, name] of bad) {
			await on.server.deliver(alice, bombs[kind]?.[name]?.() ?? '');
			await on.server.deliver(alice, eml({ subject: `after ${name}`, body: 'good' }));
		}
		await on.connection.mailboxOpen('INBOX');
		const uids = (await on.server.messages(alice)).map(({ uid }) => uid);
		const messages = await fetchMessages(on.connection, uids);
		expect(messages.map(({ uid }) => uid)).toEqual(uids);
		const good = messages.filter((_, index) => index % 2 === 1);
		expect(good.map(({ subject, text }) => ({ subject, text: text.trim() }))).toEqual(
			bad.map(([, name]) => ({ subject: `after ${name}`, text: 'good' })),
		);
		const said = messages.filter((_, index) => index % 2 === 0);
		const truncated = Object.fromEntries(
			bad.map(([, name], index) => [name, said[index]?.truncated ?? []]),
		);
		expect(truncated).toMatchObject(
			on.server.kind === 'real'
				? {
						'1.2 MB of div': ['text', 'html'],
						// Deeper than imapflow reads a BODYSTRUCTURE: without a second look it is lost.
						'multiparts 300 deep': ['text', 'attachments'],
						files: ['attachments'],
						'of text': ['text', 'attachments'],
						'one field': [],
						'100,000 addresses': ['to'],
					}
				: { '98 KB of div': ['text'], 'mid base64': [] },
		);
		expect(on.connection.usable).toBe(true);
	}, 120_000);
});
