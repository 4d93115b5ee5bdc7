import { mailboxes } from './mailboxes';
import type { MailServer } from './mailserver';
import type { RunningN8n } from './n8n';
import type { Secrets } from './secrets';

/** Says where everything is and what to try first. */
export function announce(n8n: RunningN8n, mail: MailServer, secrets: Secrets): void {
	const { smtp, smtps, imap, imaps } = mail.ports;
	console.log(`
n8n with Envelope is ready:  ${n8n.url}
  E-mail    ${n8n.owner.email}
  Password  ${n8n.owner.password}

Mailboxes on 127.0.0.1, for any mail program:
  ${Object.values(mailboxes).join(', ')}  (password of both: ${secrets.mailPassword})
  SMTP ${smtps} (TLS), ${smtp} (STARTTLS)   IMAP ${imaps} (TLS), ${imap} (STARTTLS)

What to try first:
  Open "Webhook to mail" and send Bob a mail:
    curl -s ${n8n.url}/webhook/envelope-send -H 'x-api-key: ${secrets.webhookKey}' \\
      -H 'content-type: application/json' \\
      -d '{"to":"${mailboxes.Bob}","subject":"Hello","text":"Hello Bob"}'
  Then open "New mail to draft reply" > Executions: it has answered with a draft in Bob's mailbox.
  Give an MCP client Alice's mailbox: ${n8n.url}/mcp/envelope-mailbox
    with the header  Authorization: Bearer ${secrets.webhookKey}

Ctrl-C stops everything.`);
}
