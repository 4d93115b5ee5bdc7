/** Characters of a line that are looked at; what is longer is none of the marks here. */
const MAX_MARK_LENGTH = 400;

/** Lines that one introduction may be wrapped to. */
const MAX_WRAPPED = 4;

/** `-----Original Message-----` and the like, as Outlook, Gmail and others write them. */
const separator =
	/^[\s*]*[-_]{2,}\s*(?:original (?:message|appointment)|forwarded message|begin forwarded message|reply message|ursprüngliche nachricht|originalnachricht|weitergeleitete nachricht|message (?:d['’]origine|original|transféré)|mensaje (?:original|reenviado)|messaggio (?:originale|inoltrato)|mensagem (?:original|encaminhada)|oorspronkelijk bericht|doorgestuurd bericht|wiadomość oryginalna|oryginalna wiadomość|original(?:t )?meddelande|ursprungligt meddelande|oprindelig meddelelse|opprinnelig melding|alkuperäinen viesti|исходное сообщение|пересылаемое сообщение|пересланное сообщение|původní zpráva|eredeti üzenet|orijinal mesaj|mesaj original|original besked|原始邮件|原始郵件|转发邮件|元のメッセージ|转发的邮件|원본 메시지)\s*[-_]{2,}[\s*]*$/iu;

/** Of Apple Mail, without dashes. */
const forwarded =
	/^(?:begin forwarded message|anfang der weitergeleiteten (?:e-mail|nachricht)|début du message (?:réexpédié|transféré)|inicio del mensaje reenviado|inizio messaggio inoltrato|início da mensagem encaminhada|begin doorgestuurd bericht)\s*:\s*$/iu;

export function isSeparator(line: string): boolean {
	return line.length <= MAX_MARK_LENGTH && (separator.test(line) || forwarded.test(line.trim()));
}

/** The fields of a header as mail programs translate them; From begins a block. */
const fromField =
	/^[\s*]*(?:from|von|de|da|van|od|från|fra|lähettäjä|от|від|kimden|gönderen|feladó|差出人|发件人|寄件者|보낸 사람|від кого|de la|από|מאת|من)\s?\*?\s?[:：]\*?\s*\S/iu;
const otherField =
	/^[\s*]*(?:sent|date|to|cc|subject|reply-to|importance|gesendet(?: am)?|datum|an|betreff|envoyé(?: le)?|à|objet|enviado(?: el| em)?|fecha|data|para|asunto|assunto|inviato|a|oggetto|verzonden|aan|onderwerp|wysłano|do|dw|temat|skickat|till|ämne|sendt|til|emne|lähetetty|päivämäärä|vastaanottaja|aihe|отправлено|дата|кому|копия|тема|надіслано|gönderilme tarihi|tarih|kime|kimlik|konu|elküldve|címzett|tárgy|odesláno|komu|předmět|送信日時|日時|宛先|件名|发送时间|日期|收件人|抄送|主题|寄件日期|收件者|主旨|보낸 날짜|날짜|받는 사람|제목|trimis|către|subiect|ημερομηνία|προς|θέμα)\s?\*?\s?[:：]\*?/iu;

/** Whether Outlook's block of From, Sent, To and Subject begins in a line: two more must follow. */
export function isHeaderBlock(lines: readonly string[], at: number): boolean {
	const line = lines[at] ?? '';
	if (line.length > MAX_MARK_LENGTH || !fromField.test(line)) return false;
	const others = lines
		.slice(at + 1, at + 7)
		.filter((next) => next.length <= MAX_MARK_LENGTH && otherField.test(next));
	return others.length >= 2;
}

/** How `On …, … wrote:` begins, and what says "wrote", in the languages of the mail programs. */
const opening =
	/^(?:on|am|le|el|il|em|op|den|dnia|w dniu|pe|dne|tarihinde|la|pada|vào|στις|ב-|في|\p{L}{2,4}[.,]\s|\d{1,4}[./年-])/iu;
const wrote =
	/(?:^|[\s,>)\]])(?:wrote|writes|schrieb|écrit|a écrit|escribió|scritto|escreveu|schreef|geschreven|pisze|napisał(?:\(?a\)?)?|skrev|kirjoitti|написал(?:\(?а\)?)?|пишет|писал(?:\(?а\)?)?|написав|пише|napsal(?:\(?a\)?)?|ezt írta|írta|yazdı|şunu yazdı|a scris|menulis|đã viết|έγραψε|כתב(?:\/ה|ה)?|كتب)(?=[\s:：([<]|$)|写道|寫道|のメッセージ|님이 작성|작성/iu;

/** Where an introduction of quoted text ends, and how many lines above it belong to it. */
export interface Attribution {
	before: number;
}

/**
 * Whether an introduction such as `On Monday, Jane <jane@example.com> wrote:` ends in a line. It must
 * have a digit or an address, and begin as one does or have a quoted line below it.
 */
export function attributionAt(lines: readonly string[], at: number): Attribution | undefined {
	const last = lines[at] ?? '';
	if (last.length > MAX_MARK_LENGTH || !/[:：]\s*$/.test(last)) return undefined;
	for (let before = 0; before < MAX_WRAPPED && before <= at; before++) {
		const first = lines[at - before]?.trim() ?? '';
		if (first === '' || first.length > MAX_MARK_LENGTH || /^>/.test(first)) break;
		const whole = lines.slice(at - before, at + 1).join(' ');
		if (opening.test(first) && isIntroduction(whole)) return { before };
	}
	const next = lines.slice(at + 1, at + 4).find((line) => line.trim() !== '') ?? '';
	return /^\s*>/.test(next) && isIntroduction(last) ? { before: 0 } : undefined;
}

function isIntroduction(text: string): boolean {
	if (!/[\d@]/.test(text)) return false;
	// Gmail in Russian and Japanese names a date and an address, and no verb.
	return wrote.test(text) || (/\d{4}/.test(text) && /<[^<>\s]+@[^<>\s]+>\s*[:：]\s*$/.test(text));
}

/** The line that phones and apps put under what is written with them, or that Outlook draws. */
const sentFrom =
	/^\s*(?:sent (?:from|with|via) (?:my |the |a |mail|yahoo|outlook|proton|samsung|gmail|aol|canary|spark|fairemail|k-9)|get outlook for |get bluemail for |(?:von |via |mit )(?:meinem|outlook|der|gmx|web\.de|dem).{0,60}gesendet|gesendet (?:von|mit|aus|über) |diese nachricht wurde von meinem|envoyé (?:de|depuis|à partir d|avec) ?|télécharger outlook pour|obtenez outlook pour|enviado desde |obtener outlook para|descargar outlook|inviato da(?:l| )|ottieni outlook per|enviado do |enviado de |obter o outlook|verzonden (?:vanaf|met|van) |verstuurd vanaf |outlook voor .{0,20} downloaden|wysłane? z |pobierz aplikację outlook|skickat från |hämta outlook|sendt fra |hent outlook|lähetetty |отправлено (?:с|из) |надіслано з |odesláno z |iphone['’]?(?:umdan|dan) gönderildi|küldve |trimis de pe |iphoneから送信|.{1,12}から送信|从我的.{1,15}发送|发自我的|나의 .{1,20}에서 보냄)/iu;

export function isSentFrom(line: string): boolean {
	return line.length <= 120 && (sentFrom.test(line) || /^\s*_{5,}\s*$/.test(line));
}
