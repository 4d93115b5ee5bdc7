import { domainToASCII } from 'node:url';
import { Mailbox, type MailboxOptions } from './mailbox';

/** The mailboxes of a server, by address. Addresses compare without case, domains also as punycode. */
export class Accounts {
	private readonly byAddress = new Map<string, { password: string; mailbox: Mailbox }>();

	constructor({
		users,
		...options
	}: Omit<MailboxOptions, 'address'> & { users: Record<string, string> }) {
		for (const [address, password] of Object.entries(users)) {
			const mailbox = new Mailbox({ ...options, address: canonical(address) });
			this.byAddress.set(canonical(address), { password, mailbox });
		}
	}

	has(address: string): boolean {
		return this.byAddress.has(canonical(address));
	}

	/** Throws for an address that is not among the server's users. */
	get(address: string): Mailbox {
		const account = this.byAddress.get(canonical(address));
		if (!account) throw new Error(`No such mailbox: ${address}`);
		return account.mailbox;
	}

	/** The mailbox that the user name (an address) and password open, if they do. */
	signIn(user: string, password: string): Mailbox | undefined {
		const account = this.byAddress.get(canonical(user));
		return account?.password === password ? account.mailbox : undefined;
	}

	/** Writes what is not yet on disk. */
	save(): void {
		for (const { mailbox } of this.byAddress.values()) mailbox.save();
	}
}

function canonical(address: string): string {
	const at = address.lastIndexOf('@');
	const domain = address.slice(at + 1);
	return `${address.slice(0, at + 1)}${domainToASCII(domain) || domain}`.toLowerCase();
}
