import type { Ending, Literal, Rules } from './imapProxy';

/** Ends the connection when the n-th command, counted from 1, is on its way to the server. */
export function endAfterCommand(nth: number, then: Ending = 'cut'): Rules {
	let commands = 0;
	return { command: () => (++commands === nth ? { then } : undefined) };
}

/** Ends the connection when the client has the n-th tagged response, counted from 1. */
export function endAfterTagged(nth: number, then: Ending = 'cut'): Rules {
	let tagged = 0;
	return {
		response: (response) =>
			isTagged(response) && ++tagged === nth ? { instead: [response], then } : undefined,
	};
}

/** Ends the connection in place of the n-th tagged response, counted from 1: the server did what it says. */
export function endBeforeTagged(nth: number, then: Ending = 'cut'): Rules {
	let tagged = 0;
	return {
		response: (response) =>
			isTagged(response) && ++tagged === nth ? { instead: [], then } : undefined,
	};
}

/** The same for the answer to a command of this name, the first. */
export function loseAnswerTo(name: string): Rules {
	let tag: string | undefined;
	return {
		command: (command) => {
			if (nameOf(command) === name) tag ??= tagOf(command);
			return undefined;
		},
		response: (response) =>
			tag !== undefined && tagOf(response) === tag ? { instead: [], then: 'cut' } : undefined,
	};
}

/**
 * Ends the connection in place of passing on commands of this name: the server never has them.
 *
 * @param meanwhile is done before that
 */
export function swallow(name: string, meanwhile: () => Promise<void> = async () => {}): Rules {
	return {
		command: async (command) => {
			if (nameOf(command) !== name) return undefined;
			await meanwhile();
			return { instead: [], then: 'cut' };
		},
	};
}

/** Tells of an end. */
export function noting({ command, response }: Rules, onEnd: () => void): Rules {
	return {
		command: async (text) => {
			const verdict = await command?.(text);
			if (verdict?.then) onEnd();
			return verdict;
		},
		response: async (text, literals) => {
			const verdict = await response?.(text, literals);
			if (verdict?.then) onEnd();
			return verdict;
		},
	};
}

/**
 * Ends the connection within the n-th literal from the server, counted from 1.
 *
 * @param share how much of it the client has by then, from 0 to 1
 */
export function endInLiteral(nth: number, share: number, then: Ending = 'cut'): Rules {
	let before = 0;
	return {
		response: (response, literals) => {
			const literal = literals[nth - 1 - before];
			before += literals.length;
			if (!literal) return undefined;
			const end = literal.start + Math.floor(literal.length * share);
			return { instead: [response.slice(0, end)], then };
		},
	};
}

/** Ends the connection when a command of this name, the n-th, counted from 1, is on its way. */
export function cutAt(name: string, nth: number): Rules {
	let count = 0;
	return {
		command: (command) =>
			nameOf(command) === name && ++count === nth ? { then: 'cut' } : undefined,
	};
}

/** Says BYE (RFC 3501 §7.1.5) and closes the connection in place of the answer to the n-th command. */
export function byeAtCommand(nth: number): Rules {
	let commands = 0;
	const instead = ['* BYE Server shutting down\r\n'];
	return { command: () => (++commands === nth ? { instead, then: 'cut' } : undefined) };
}

/**
 * Answers some commands itself.
 *
 * @param name such as `IDLE` or `UID FETCH`
 * @param answer without the tag, such as `NO [UNAVAILABLE] Later`
 */
export function answering(name: string, answer: string): Rules {
	return {
		command: (command) =>
			nameOf(command) === name ? { instead: [`${tagOf(command)} ${answer}\r\n`] } : undefined,
	};
}

/** Does something before some commands go to the server, such as deleting what they ask for. */
export function before(name: string, action: () => Promise<void>): Rules {
	return {
		command: async (command) => {
			if (nameOf(command) === name) await action();
			return undefined;
		},
	};
}

/** Leaves some capabilities out of what the server announces. */
export function withoutCapabilities(...names: string[]): Rules {
	const left = (list: string) => list.split(' ').filter((each) => !names.includes(each));
	return {
		response: (response, literals) =>
			literals.length > 0
				? undefined
				: {
						instead: [
							response.replace(/(?<=\bCAPABILITY )[^\]\r\n]+/, (list) => left(list).join(' ')),
						],
					},
	};
}

/** The folder under another UIDVALIDITY, with the messages and UIDs that it has. */
export function withUidValidity(uidValidity: number): Rules {
	return {
		response: (response) => ({
			instead: [response.replace(/\bUIDVALIDITY \d+/g, `UIDVALIDITY ${uidValidity}`)],
		}),
	};
}

/**
 * Leaves messages out of the answers to FETCH, as a server does whose replica lags behind.
 *
 * @param isMissing asked each time that the server has one
 */
export function withoutMessages(isMissing: (uid: number) => boolean): Rules {
	return {
		response: (response, literals) => {
			const [, uid] =
				/^\* \d+ FETCH \([^]*?\bUID (\d+)/.exec(withoutLiterals(response, literals)) ?? [];
			return uid !== undefined && isMissing(Number(uid)) ? { instead: [] } : undefined;
		},
	};
}

/** Tells of flags a second time, without a UID, as Dovecot does of those that were just changed. */
export function withNewsOfFlags(): Rules {
	return {
		response: (response) => {
			const [, seq, flags] = /^\* (\d+) FETCH \(.*?\b(FLAGS \([^)]*\))/.exec(response) ?? [];
			return flags ? { instead: [response, `* ${seq} FETCH (${flags})\r\n`] } : undefined;
		},
	};
}

/** `UID FETCH`, of a command that is one of those; '' for what has no tag. */
export function nameOf(command: string): string {
	return (/^\S+ (UID \w+|\w+)/.exec(command)?.[1] ?? '').toUpperCase();
}

function tagOf(command: string): string {
	return command.split(' ', 1)[0] ?? '';
}

function withoutLiterals(response: string, literals: Literal[]): string {
	return literals.reduceRight(
		(text, { start, length }) => text.slice(0, start) + text.slice(start + length),
		response,
	);
}

function isTagged(response: string): boolean {
	return !/^[*+]/.test(response);
}
