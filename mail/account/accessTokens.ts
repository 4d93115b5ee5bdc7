import { EnvelopeError } from '../errors';

/** What OAuth2 gave for a mailbox (RFC 6749 §5.1). */
export interface Grant {
	accessToken: string;
	/** Milliseconds since 1970; undefined where nobody wrote it down. */
	expiresAt?: number;
}

/** Where a grant is kept. */
export interface GrantStore {
	/** The grant as it stands now. */
	read(): Promise<Grant>;
	/** Gets a new one from the provider, keeps it and gives it back. @throws RenewalError */
	refresh(): Promise<Grant>;
}

/** Why there is no new token. Its message is shown, so that it may hold codes but no foreign texts. */
export class RenewalError extends Error {
	/**
	 * @param kind `revoked`: a person has to consent again; `refused`: the application is not let in;
	 * `failed`: it may work later
	 */
	constructor(
		readonly kind: 'revoked' | 'refused' | 'failed',
		message: string,
	) {
		super(message);
	}
}

/** A token that expires within this time is renewed before it is used. */
const EARLY_MS = 5 * 60_000;

/** A token as new as this that a server refuses is not refused for its age. */
const NEW_MS = 60_000;

/** Servers wait for the sign-in no longer. */
const RENEWAL_DEADLINE_MS = 30_000;

/** More than are valid at a time. */
const REMEMBERED_TOKENS = 10;

/** What all accounts of a key have in common; none of it belongs to one execution. */
interface Shared {
	/** The tokens that were used last, which a server may repeat. */
	tokens: Set<string>;
	renewal?: Promise<Grant>;
	/** The last token that we had renewed. */
	newest?: { token: string; since: number };
}

const sharedByKey = new Map<string, Shared>();

/** The access tokens of one account, as one execution sees them. */
export class AccessTokens {
	readonly #store: GrantStore;
	readonly #shared: Shared;
	#grant: Grant;

	/**
	 * @param key of the account: there is one renewal at a time for it
	 * @param grant as the store has it now
	 */
	constructor(key: string, grant: Grant, store: GrantStore) {
		this.#shared = sharedByKey.get(key) ?? { tokens: new Set() };
		sharedByKey.set(key, this.#shared);
		this.#store = store;
		this.#grant = this.#noted(grant);
	}

	/**
	 * A token that is valid for some minutes more, as far as is known.
	 *
	 * @throws EnvelopeError SMTP_AUTH_FAILED or IMAP_AUTH_FAILED, where it cannot be renewed
	 */
	async current(protocol: 'SMTP' | 'IMAP'): Promise<string> {
		const { accessToken } = this.#grant;
		if (!expiresWithin(EARLY_MS, this.#grant)) return accessToken;
		try {
			return await this.#renewed(accessToken);
		} catch (error) {
			// While it lasts, the old one is better than none.
			if (!expiresWithin(0, this.#grant)) return accessToken;
			throw renewalFailed(error, protocol);
		}
	}

	/**
	 * Another token in place of one that the server refused; undefined where that one was new, so
	 * that another would be refused just the same.
	 *
	 * @throws EnvelopeError as above
	 */
	async inPlaceOf(refused: string, protocol: 'SMTP' | 'IMAP'): Promise<string | undefined> {
		const { newest } = this.#shared;
		if (newest?.token === refused && Date.now() - newest.since < NEW_MS) return undefined;
		try {
			return await this.#renewed(refused);
		} catch (error) {
			throw renewalFailed(error, protocol);
		}
	}

	/** The tokens that a server may repeat in what it says. */
	get used(): string[] {
		return [...this.#shared.tokens];
	}

	async #renewed(old: string): Promise<string> {
		const shared = this.#shared;
		shared.renewal ??= inTime(this.#renew(old)).finally(() => (shared.renewal = undefined));
		this.#grant = this.#noted(await shared.renewal);
		return this.#grant.accessToken;
	}

	/** Somebody else may have renewed it, in another execution or process. */
	async #renew(old: string): Promise<Grant> {
		const stored = await this.#store.read();
		if (stored.accessToken !== old && !expiresWithin(EARLY_MS, stored)) return stored;
		const grant = await this.#store.refresh();
		this.#shared.newest = { token: grant.accessToken, since: Date.now() };
		return grant;
	}

	#noted(grant: Grant): Grant {
		const { tokens } = this.#shared;
		tokens.delete(grant.accessToken);
		tokens.add(grant.accessToken);
		const [oldest] = tokens;
		if (tokens.size > REMEMBERED_TOKENS && oldest !== undefined) tokens.delete(oldest);
		return grant;
	}
}

function expiresWithin(ms: number, { expiresAt }: Grant): boolean {
	return expiresAt !== undefined && expiresAt - Date.now() <= ms;
}

function inTime<T>(promise: Promise<T>): Promise<T> {
	const late = Promise.withResolvers<never>();
	const tooLate = () => late.reject(new RenewalError('failed', 'no answer in time'));
	const timer = setTimeout(tooLate, RENEWAL_DEADLINE_MS);
	return Promise.race([promise, late.promise]).finally(() => clearTimeout(timer));
}

const remedies = {
	revoked: 'Open the credential in n8n and reconnect the credential.',
	refused: 'Check the client ID and secret in the credential, and reconnect the credential in n8n.',
	failed: "Check that this machine reaches the provider's token server, and that it is up.",
};

/** Foreign errors stay outside: those of HTTP libraries hold the whole request. */
function renewalFailed(error: unknown, protocol: 'SMTP' | 'IMAP'): EnvelopeError {
	const { kind, message } =
		error instanceof RenewalError ? error : new RenewalError('failed', 'an unexpected error');
	const what = `The access token of the mailbox could not be renewed: ${message}`;
	return new EnvelopeError(`${protocol}_AUTH_FAILED`, what, {
		phase: 'login',
		transient: kind === 'failed',
		remedy: remedies[kind],
	});
}
