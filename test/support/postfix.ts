import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startDaemon, type Daemon } from './daemon';
import type { Dovecot } from './dovecot';
import { onFreePorts } from './freePorts';

const DEFAULT_MAX_MESSAGE_SIZE = 30 * 1024 * 1024;

export interface PostfixOptions {
	/** The mailboxes, by address; mail to any other address is refused. */
	users: Record<string, string>;
	/** Bytes; SMTP SIZE (RFC 1870). Default 30 MiB. */
	maxMessageSize?: number;
	/** Checks the passwords and takes the mail. */
	dovecot: Dovecot;
}

export interface Postfix {
	ports: { smtp: number; smtps: number };
	daemon: Daemon;
}

/**
 * Starts a Postfix 3.7 of its own on 127.0.0.1, apart from the machine's. Its master runs as root,
 * as it insists on, and drops to Debian's users for all work.
 * @throws Error if we are not root, or with the end of its log if it does not start
 */
export async function startPostfix(options: PostfixOptions): Promise<Postfix> {
	if (process.getuid?.() !== 0) throw new Error('Postfix starts as root only: run this as root');
	return await onFreePorts(async (smtp, smtps) => {
		const directory = mkdtempSync(join(tmpdir(), 'envelope-postfix-'));
		chmodSync(directory, 0o711); // its processes run as several users
		const config = join(directory, 'config');
		for (const name of ['config', 'queue']) mkdirSync(join(directory, name));
		writeFileSync(join(config, 'main.cf'), mainConfiguration(directory, options));
		writeFileSync(join(config, 'master.cf'), services({ smtp, smtps }, options.dovecot));
		// Every program of Postfix waits until main.cf is some seconds old before it trusts it.
		utimesSync(join(config, 'main.cf'), 0, 0);
		// Makes the queue's folders, each for its user.
		const makeQueue = ['-c', config, 'post-install', 'create-missing'];
		await promisify(execFile)('/usr/sbin/postfix', makeQueue);
		const daemon = startDaemon({
			command: ['/usr/lib/postfix/sbin/master', '-s'],
			env: {
				MAIL_CONFIG: config,
				// As the command `postfix` sets them, for what is logged before main.cf is read.
				POSTLOG_SERVICE: join(directory, 'queue/public/postlog'),
				POSTLOG_HOSTNAME: 'localhost',
			},
			directory,
		});
		await daemon.ready(smtps, options.dovecot.ca);
		return { ports: { smtp, smtps }, daemon };
	});
}

function mainConfiguration(
	directory: string,
	{ users, maxMessageSize = DEFAULT_MAX_MESSAGE_SIZE, dovecot }: PostfixOptions,
): string {
	const mailboxes = Object.keys(users).map((address) => `{ ${address} = mailbox }`);
	return `
compatibility_level = 3.7
config_directory = ${directory}/config
queue_directory = ${directory}/queue
data_directory = ${directory}/data
maillog_file = ${directory}/log
maillog_file_prefixes = ${directory}

inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.1/32
myhostname = localhost
smtpd_peername_lookup = no

# Every domain is ours: nothing is ever relayed or looked up, and an unknown address is refused.
mydestination =
local_recipient_maps =
virtual_mailbox_domains = static:all
virtual_mailbox_maps = inline:{ ${mailboxes.join(', ')} }
virtual_transport = dovecot
dovecot_destination_recipient_limit = 1
alias_maps =
message_size_limit = ${maxMessageSize}
virtual_mailbox_limit = 0

smtpd_tls_security_level = may
smtpd_tls_cert_file = ${dovecot.directory}/cert.pem
smtpd_tls_key_file = ${dovecot.directory}/key.pem
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = ${dovecot.directory}/run/smtp-auth
smtpd_relay_restrictions = permit_sasl_authenticated, reject

# A test that makes mistakes is not slowed down, and a killed process is soon replaced.
smtpd_error_sleep_time = 0
service_throttle_time = 1s
`;
}

/**
 * master(5): service, type, private, unprivileged, chroot, wake-up, processes, command. Postlog is
 * last, because without it master writes to the log itself: that it cannot listen, for example.
 */
function services(ports: Postfix['ports'], { directory, owner }: Dovecot): string {
	const lda = `/usr/lib/dovecot/dovecot-lda -c ${directory}/dovecot.conf`;
	return `
127.0.0.1:${ports.smtp} inet n - n - - smtpd
127.0.0.1:${ports.smtps} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
tlsmgr unix - - n 1000? 1 tlsmgr
anvil unix - - n - 1 anvil
rewrite unix - - n - - trivial-rewrite
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
dovecot unix - n n - - pipe
  flags=DR user=${owner.username} argv=${lda} -f \${sender} -d \${recipient}
postlog unix-dgram n - n - 1 postlogd
`;
}
