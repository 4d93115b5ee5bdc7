import { fieldsNamed } from './field';
import { reportType, type Signs } from './signs';

/** Who writes reports on delivery: a name that is a program's alone, or may be a person's. */
const mailProgram = /mail(?:er)?[-_. ]?(?:daemon|deliver)|^mdaemon\b/i;
const postmaster = /^p(?:o|oo)stmaster$/i;

/** How reports on delivery are titled. */
const title =
	/undeliver|deliver(?:y|ed)?[^a-z]{0,3}(?:status|fail|has failed|has been delayed|error|notification|incomplete|problem|report|delayed)|fail(?:ed|ure)[^a-z]{0,3}(?:notice|delivery)|mail failed|mail system error|return(?:ed|ing)?[^a-z]{0,3}(?:mail|message|to sender)|(?:could|can)(?: ?not|n't) be (?:delivered|sent)|not (?:been )?delivered|delayed (?:mail|\d)|message [\w-]+ delayed|warning: could not send|error sending your mail|unzustellbar|nicht zugestellt|unzugestellt|non (?:remis|distribu|recapitabil|consegnat)|no (?:se ha podido entregar|entregado)|não entregue|onbestelbaar|niet bezorgd|не доставлено|недоставлен|не может быть доставлено|(?:を|が)?配信(?:でき(?:ません|ない)|されません|不能|エラー|に失敗)|配送エラー|エラーメール|退信|投递失败/iu;

const answered = /^\s*(?:re|aw|sv|fwd?|wg|tr|vs|antw)\s*:/i;

/** Characters of a text in which it says what it is about. */
const MAX_LOOK = 500;

/**
 * Whether a message reports on the delivery of another: as RFC 3464 says, or in words. Words count
 * only from a sender that is a mail program, or that is none at all (the null reverse-path of
 * RFC 5321 §4.5.5), so that a person who writes about a bounce is not taken for one.
 */
export function isBounce(signs: Signs): boolean {
	const { parts, subject, headerLines, from, text } = signs;
	const type = reportType(parts);
	if (type !== '') return type === 'delivery-status';
	const names = from.flatMap(({ name, address }) => [name, address.replace(/@.*/, '')]);
	const fromProgram = names.some((name) => mailProgram.test(name));
	const fromNobody =
		fieldsNamed(headerLines, 'return-path').some((path) => /^(?:<\s*>)?$/.test(path)) ||
		fieldsNamed(headerLines, 'from').some((value) => /^<\s*>$/.test(value));
	const titled = title.test(subject) && !answered.test(subject);
	if (fromProgram) {
		return (
			titled ||
			fromNobody ||
			parts[0]?.type === 'multipart/report' ||
			headerLines.some(({ key }) => key === 'x-failed-recipients')
		);
	}
	const returned = parts.some(({ type }) =>
		/^(?:message\/rfc822|text\/rfc822-headers)$/.test(type),
	);
	return (
		(titled && (fromNobody || names.some((name) => postmaster.test(name)))) ||
		(fromNobody && returned && title.test(text.slice(0, MAX_LOOK)))
	);
}

/** A report that all is well (RFC 3464 §2.3.3), asked for by the sender, is none of a bounce. */
export function isSuccessReport(text: string): boolean {
	const actions = [...text.matchAll(/^Action:[ \t]*(\w+)/gim)].map(([, action = '']) => action);
	return (
		actions.length > 0 &&
		actions.every((action) => /^(?:delivered|relayed|expanded)$/i.test(action))
	);
}
