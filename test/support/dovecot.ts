import { createHash } from 'node:crypto';
import { chmodSync, chownSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { localCertificate } from '../../sandbox/mailserver/certificate';
import { startDaemon, type Daemon } from './daemon';
import { onFreePorts } from './freePorts';
import type { TokenServer } from './tokenServer';

/** Debian's user `mail` has the same numbers on every machine (base-passwd). */
const MAIL = { username: 'mail', uid: 8, gid: 8 };

export interface DovecotOptions {
	/** Passwords by address. */
	users: Record<string, string>;
	/**
	 * Folders as Courier and Cyrus have them: one's own are below `INBOX.`, and those of other users below
	 * `shared.` and the part of the address before the @, for whom they let (ACL, RFC 4314).
	 */
	sharing?: boolean;
	/** Asked about OAuth2 tokens, which are then taken besides. */
	tokens?: TokenServer;
	/** How they are taken; both where it is absent. */
	tokenMechanism?: 'xoauth2' | 'oauthbearer';
}

export interface Dovecot {
	ports: { imap: number; imaps: number };
	/** Everything that Postfix needs to log users in and deliver to them. */
	directory: string;
	owner: { username: string; uid: number; gid: number };
	ca: string;
	daemon: Daemon;
}

/**
 * Starts a Dovecot 2.3 of its own on 127.0.0.1, as an ordinary user: as `mail` if we are root,
 * otherwise as ourselves.
 * @throws Error with the end of its log if it does not start
 */
export async function startDovecot(options: DovecotOptions): Promise<Dovecot> {
	const certificate = await localCertificate();
	return await onFreePorts(async (imap, imaps) => {
		const owner = process.getuid?.() === 0 ? MAIL : userInfo();
		const directory = mkdtempSync(join(tmpdir(), 'envelope-dovecot-'));
		const files = {
			'dovecot.conf': configuration(directory, owner.username, { imap, imaps }, options),
			'oauth2.conf': oauth2Configuration(options.tokens),
			users: passwordFile(options.users),
			'cert.pem': certificate.cert,
			'key.pem': certificate.key,
		};
		for (const [name, content] of Object.entries(files)) {
			writeFileSync(join(directory, name), content, { mode: 0o600 });
		}
		for (const name of [...readdirSync(directory), '.']) {
			chownSync(join(directory, name), owner.uid, owner.gid);
		}
		chmodSync(directory, 0o711); // Postfix, another user, connects to a socket in it
		const daemon = startDaemon({
			command: ['/usr/sbin/dovecot', '-F', '-c', join(directory, 'dovecot.conf')],
			directory,
			owner,
		});
		await daemon.ready(imaps, certificate.cert);
		return { ports: { imap, imaps }, directory, owner, ca: certificate.cert, daemon };
	});
}

function passwordFile(users: Record<string, string>): string {
	return Object.entries(users)
		.map(([address, password]) => {
			const hash = createHash('sha256').update(password).digest('base64');
			return `${address}:{SHA256}${hash}\n`;
		})
		.join('');
}

/** doc.dovecot.org/2.3: authentication/password databases/oauth2 */
function oauth2Configuration(tokens?: TokenServer): string {
	if (!tokens) return '';
	return `tokeninfo_url = http://127.0.0.1:${tokens.port}/tokeninfo?access_token=
username_attribute = email
`;
}

function oauth2Passdb(directory: string, mechanisms = 'xoauth2 oauthbearer'): string {
	return `auth_mechanisms = plain ${mechanisms}
passdb {
 driver = oauth2
 mechanisms = ${mechanisms}
 args = ${directory}/oauth2.conf
}
`;
}

function sharedNamespace(directory: string): string {
	return `mail_plugins = acl
protocol imap {
 mail_plugins = acl imap_acl
}
plugin {
 acl = vfile
 acl_shared_dict = file:${directory}/shared-mailboxes
}
namespace shared {
 type = shared
 separator = .
 prefix = shared.%%n.
 location = maildir:${directory}/mail/%%n@example.test/Maildir:INDEX=~/shared/%%n
 subscriptions = no
 list = children
}
`;
}

function configuration(
	directory: string,
	user: string,
	ports: Dovecot['ports'],
	{ tokens, tokenMechanism, sharing }: DovecotOptions,
): string {
	const mailboxes = ['Drafts', 'Sent', 'Junk', 'Trash', 'Archive'].map(
		(name) => `mailbox ${name} {\n special_use = \\${name}\n auto = subscribe\n }`,
	);
	return `
base_dir = ${directory}/run
state_dir = ${directory}/state
log_path = ${directory}/log
default_internal_user = ${user}
default_internal_group =
default_login_user = ${user}
first_valid_uid = 1
protocols = imap

ssl = yes
ssl_cert = <${directory}/cert.pem
ssl_key = <${directory}/key.pem
# Like the embedded server, and many providers: whether to log in without TLS is the client's care.
disable_plaintext_auth = no
# A test that gives a wrong password does not slow down the others.
auth_failure_delay = 0

passdb {
 driver = passwd-file
 args = ${directory}/users
}
${tokens ? oauth2Passdb(directory, tokenMechanism) : ''}userdb {
 driver = static
 args = uid=${user} gid=${user} home=${directory}/mail/%u
}

mail_location = maildir:~/Maildir
mail_fsync = never
mail_max_userip_connections = 100
# Where the kernel has no inotify watch left, IDLE polls.
mailbox_idle_check_interval = 1 secs
${sharing ? sharedNamespace(directory) : ''}namespace inbox {
 inbox = yes
 ${sharing ? 'separator = .\n prefix = INBOX.' : 'separator = /'}
 ${mailboxes.join('\n ')}
}

service imap-login {
 chroot =
 inet_listener imap {
  address = 127.0.0.1
  port = ${ports.imap}
 }
 inet_listener imaps {
  address = 127.0.0.1
  port = ${ports.imaps}
  ssl = yes
 }
}
service anvil {
 chroot =
 unix_listener anvil-auth-penalty {
  mode = 0
 }
}
service stats {
 chroot =
}
service auth {
 unix_listener smtp-auth {
  mode = 0666
 }
}
`;
}
