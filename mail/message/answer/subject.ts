/** What mail programs put before the subject of an answer, language by language. */
const answered = prefixes([
	...['Re', 'AW', 'Antw', 'Antwort'], // English, German, Dutch
	...['SV', 'Svar', 'VS'], // Swedish, Danish, Norwegian, Icelandic; Finnish
	...['Réf', 'Rif', 'R', 'Res', 'Resp'], // French, Italian, Portuguese
	...['Odp', 'Отв', 'Vá', 'Válasz'], // Polish, Russian, Hungarian
	...['ΑΠ', 'Ynt', 'Atb', 'Bls'], // Greek, Turkish, Welsh, Indonesian
	...['回复', '答复', '回覆', '答覆', '返信', '회신'], // Chinese, Japanese, Korean
	...['השב', 'תגובה', 'رد'], // Hebrew, Arabic
]);

/** And before that of a forwarded message. */
const forwarded = prefixes([
	...['Fwd', 'Fw', 'WG', 'Doorst'], // English, German, Dutch
	...['VB', 'VS', 'FS', 'VL'], // Swedish, Danish and Norwegian, Icelandic, Finnish
	...['TR', 'I', 'RV', 'Enc'], // French, Italian, Spanish, Portuguese
	...['PD', 'Пересл', 'Továbbítás'], // Polish, Russian, Hungarian
	...['ΠΡΘ', 'İlt', 'Ilt', 'Yml', 'Trs'], // Greek, Turkish, Welsh, Indonesian
	...['转发', '轉寄', '轉發', '転送', '전달'], // Chinese, Japanese, Korean
	...['הועבר', 'إعادة توجيه'], // Hebrew, Arabic
]);

/**
 * The subject of an answer (RFC 5322 §3.6.5): `Re: ` once, in place of what mail programs of any
 * language have put there, however often.
 */
export function replySubject(subject: string): string {
	return `Re: ${subject.replace(answered, '').trim()}`.trim();
}

/** The subject of a forwarded message, in the same way. */
export function forwardSubject(subject: string): string {
	return `Fwd: ${subject.replace(forwarded, '').trim()}`.trim();
}

/** The subject without what programs and lists put before it, to know those of one conversation. */
export function baseSubject(subject: string): string {
	let base = subject;
	for (let before = ''; before !== base;) {
		before = base;
		base = base.replace(answered, '').replace(forwarded, '').replace(listTag, '');
	}
	return base.replace(/\s+/g, ' ').trim().toLowerCase();
}

/** Whether a subject says that it is of an answer or of a forwarded message. */
export function isAnswer(subject: string): boolean {
	const untagged = subject.replace(listTag, '');
	return answered.test(untagged) || forwarded.test(untagged);
}

/** `[list]`, before or between the others. */
const listTag = /^\s*\[[^\][]{1,50}\]/;

/** Also with a count, as in `Re[2]:`, `Re(2):` and `Re^2:`, and with a full-width colon. */
function prefixes(words: string[]): RegExp {
	const count = String.raw`(?:\s?(?:\[\d{1,4}\]|\(\d{1,4}\)|[\^*]\d{1,4}))?`;
	return new RegExp(String.raw`^(?:\s*(?:${words.join('|')})${count}\s?[:\uff1a])+`, 'iu');
}
