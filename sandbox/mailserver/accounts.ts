import { domainToASCII } from 'node:url';
import { Mailbox, type MailboxOptions } from './mailbox';

interface AccountsOptions extends Omit<MailboxOptions, 'address'> {
	users: Record<string, string>;
	acceptsToken?: (address: string, token: string) => boolean;
}

/** The mailboxes of a server, by address. Addresses compare without case, domains also as punycode. */
export class Accounts {
	private readonly byAddress = new Map<string, { password: string; mailbox: Mailbox }>();
	/** Whether users sign in with tokens, too. */
	readonly takesTokens: boolean;
	private readonly acceptsToken: (address: string, token: string) => boolean;

	constructor({ users, acceptsToken, ...options }: AccountsOptions) {
		this.takesTokens = acceptsToken !== undefined;
		this.acceptsToken = acceptsToken ?? (() => false);
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

	/** The mailbox that the user name (an address) and an OAuth2 token open, if they do. */
	signInWithToken(user: string, token: string): Mailbox | undefined {
		return this.acceptsToken(user, token)
			? this.byAddress.get(canonical(user))?.mailbox
			: undefined;
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
