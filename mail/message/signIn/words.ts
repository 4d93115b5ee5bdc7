/**
 * What stands beside a code in mail, in some thirty languages. Words of alphabets begin at the
 * beginning of a word and may have an ending; those of scripts without spaces are found anywhere.
 */

/** Names of a one-time code. */
const codeNames = [
	String.raw`(?:verification|security|log-?in|sign-?in|access|authenticat(?:ion|or)|confirmation|activation|authori[sz]ation|one-time|single-use|temporary|magic|auth|2-?step|two-factor|device|recovery|validation|pairing|passphrase)\s(?:verification\s)?(?:pass)?(?:code|pin|number|password)`,
	String.raw`one-?time\s?(?:code|pass|pin)|single-use|passcode|otp|2fa|mfa|m?tan|smstan`,
	String.raw`(?:bestätigungs|sicherheits|verifizierungs|einmal|zugangs|anmelde|login-?|freischalt|prüf|aktivierungs|verifikations)-?(?:code|kode|pin|passwort|kennwort)`,
	String.raw`(?:code|numéro)\s(?:de\s(?:vérification|sécurité|confirmation|connexion|validation)|d['’](?:accès|authentification|activation)|à\susage\sunique|unique|temporaire)|mot\sde\spasse\sà\susage\sunique`,
	String.raw`(?:código|clave|contraseña|pin)\s(?:de\s(?:verificación|seguridad|confirmación|acceso|autenticación|inicio|un\ssolo\suso|uso\súnico)|dinámica|temporal)`,
	String.raw`(?:código|senha|pin)\s(?:de\s(?:verificação|segurança|confirmação|acesso|autenticação|uso\súnico|login)|tempor)`,
	String.raw`(?:codice|password)\s(?:di\s(?:verifica|sicurezza|conferma|accesso|autenticazione)|monouso|temporane|otp)`,
	String.raw`(?:verificatie|beveiligings|inlog|bevestigings|toegangs|eenmalige\s?)code`,
	String.raw`(?:kod|hasło|hasła)\s(?:weryfikacyjn|bezpieczeństwa|potwierdzając|dostępu|jednorazow|autoryzacyjn|logowania)|jednorazow(?:y|e)\s(?:kod|hasło)`,
	String.raw`(?:verifierings|verifiserings|verifikations|säkerhets|sikkerheds|sikkerhets|engångs|engangs|inloggnings|bekräftelse|bekræftelses|bekreftelses|login-?)(?:kode?|lösenord|passord)`,
	String.raw`(?:vahvistus|kertakäyttö|turva|kirjautumis|todennus|kinnitus)(?:kood|salasana)`,
	String.raw`(?:ověřovací|jednorázov|bezpečnostní|potvrzovací|overovací|overovac)\p{L}*\s(?:kód|heslo)|(?:ellenőrző|megerősítő|biztonsági|egyszer\shasználatos)\s(?:kód|jelsz)`,
	String.raw`cod(?:ul)?\s(?:tău\s)?de\s(?:verificare|confirmare|securitate|autentificare|acces)`,
	String.raw`(?:doğrulama|güvenlik|onay|aktivasyon|giriş)\skod|tek\skullanımlık`,
	String.raw`код\p{L}*\s(?:подтверждения|доступа|безопасности|авторизации|для\sвхода|підтвердження|доступу|безпеки|для\sвходу|за\sпотвърждение)|одноразов\p{L}*\s(?:код|парол)|проверочн\p{L}*\sкод`,
	String.raw`κωδικός\s(?:σας\s)?(?:επαλήθευσης|επιβεβαίωσης|ασφαλείας|μίας\sχρήσης|πρόσβασης)`,
	String.raw`رمز\s(?:التحقق|التأكيد|التفعيل|الدخول|الأمان)|(?:کد|رمز)\s(?:تأیید|تایید|یکبار)|קוד\s(?:ה?אימות|ה?אישור|חד[\s-]פעמי|ה?גישה)`,
	String.raw`सत्यापन\sकोड|ओटीपी|mã\s(?:xác\s(?:minh|thực|nhận)|otp|bảo\smật)|kode\s(?:verifikasi|otp|keamanan|masuk|konfirmasi)|kod\s(?:pengesahan|keselamatan)`,
];
const codeNamesAnywhere =
	'验证码|驗證碼|校验码|动态密码|动态码|確認碼|安全码|认证码|認証コード|確認コード|検証コード|ワンタイムパスワード|セキュリティコード|認証番号|認証用|인증\\s?번호|인증\\s?코드|확인\\s?코드|보안\\s?코드|일회용|รหัสยืนยัน|รหัส\\s?otp';

/** Words that may be about a code. */
const hints = [
	String.raw`codes?(?!\p{L})|pin(?!\p{L})|kod(?!ak)\p{L}{0,5}|koodi|código|codice|kód|код|κωδικ|cod(?:ul)?(?!\p{L})|kode|mã(?!\p{L})|رمز|كود|کد|קוד|कोड`,
	String.raw`log\s?in|sign\s?in|verif(?:y|i)|authenticat|password|passwor[dt]|kennwort|anmeld|connexion|contraseña|senha|wachtwoord|hasło|lösenord|пароль`,
];
const hintsAnywhere = '密码|密碼|暗証|パスワード|コード|코드|비밀번호|รหัส|识别码';

/** What else is called a code, and numbers that are none. */
const others = [
	String.raw`(?:zip|post(?:al)?|area|country|dial(?:l?ing)?|promo(?:tion(?:al)?)?|discount|coupon|voucher|gift(?:\scard)?|referral|invite|qr|source|error|status|tracking|product|item|bar|swift|bic|sort|branch|dress|offer|student|tax|vat|color|colour)[\s-]?(?:code|number|no|id)s?`,
	String.raw`postcode|coupon|voucher|postleitzahl|plz|(?:gutschein|rabatt|aktions|fehler|promo|länder)-?code|vorwahl|code\s(?:postal|promo|de\sréduction|avantage|cadeau|barres|erreur)|código\s(?:postal|promocional|de\sdescuento|de\sdesconto|de\sbarras)|cup[oó]n|cupom|cep|codice\s(?:postale|sconto|fiscale|promozionale|ordine|cliente)|kortingscode|actiecode|kod\s(?:pocztowy|rabatowy|promocyjny)|postnummer|rabattkod|rabatkode|alennuskoodi|postinumero|промокод|индекс|indirim\skod|posta\skod|slevový\skód|psč`,
	String.raw`(?:order|invoice|receipt|ticket|case|ref(?:erence)?|booking|reservation|customer|client|account|card|member(?:ship)?|transaction|payment|policy|contract|shipment|parcel|tracking|serial|model|article|sku|flight|train|room|version|build|request|registration|license|licence|patent|vat|ein|iban|ending|ends\sin|issue|pull\srequest)(?:s|\p{L}{0,3}number)?`,
	String.raw`(?:bestell|auftrag|rechnung|kunden|vorgang|sendung|vertrag|buchung|konto|mitglied|artikel|steuer|handelsregister)\p{L}*|commande|facture|dossier|réservation|pedido|factura|reserva|encomenda|fatura|ordine|fattura|prenotazione|bestelling|factuur|ordernummer|klantnummer|zamówieni|faktur|rezerwacj|ordre|tilaus|lasku|zakázk|objednávk|заказ|счёт|счет|договор|замовлення|sipariş|rendelés|comandă|comanda|pesanan|đơn\shàng`,
	String.raw`tel(?:[.:]|efon|éfono|efone|ephone)?|phone|call|fax|hotline|mobile|whatsapp|телефон|тел[.:]|puhelin|telefoon|dzwoń|n[°º]|nr\.?|no\.|№|siret|siren|hrb|nip|regon|krs|inn|инн|огрн|kvk|cvr|cif|nif|cnpj`,
	String.raw`street|avenue|ave\.|road|suite|floor|p\.?\s?o\.?\sbox|boulevard|blvd|straße|strasse|str\.|rue|calle|via|viale|platz|allee|ул\.|ulica|ul\.`,
	String.raw`since|seit|depuis|founded|copyright|©|january|february|march|april|june|july|august|september|october|november|december|januar|februar|märz|juni|juli|oktober|dezember|janvier|février|avril|juillet|août|décembre|enero|febrero|mayo|agosto|diciembre`,
];
const othersAnywhere =
	'邮编|优惠码|优惠券|订单|訂單|订单号|单号|电话|電話|郵便番号|クーポン|注文|お問い合わせ|우편번호|쿠폰|주문|전화|年';

function words(alphabetic: string[], anywhere: string): RegExp {
	return new RegExp(`(?<![\\p{L}\\p{N}])(?:${alphabetic.join('|')})|${anywhere}`, 'giu');
}

/** What a word beside a number tells of it. */
export const meanings = [
	{ meaning: 'code', pattern: words(codeNames, codeNamesAnywhere) },
	{ meaning: 'other', pattern: words(others, othersAnywhere) },
	{ meaning: 'hint', pattern: words(hints, hintsAnywhere) },
] as const;

export type Meaning = (typeof meanings)[number]['meaning'];

/** Units, of time, money and measure, behind a number. */
export const unitBehind =
	/^\s?(?:%|°|[€$£¥₹₩₺₽₫฿₴₦₪]|(?:minut|min|hour|hrs?|day|second|sec|stunde|tage?|sekunde|heure|jour|hora|día|dia|ore|giorn|uur|dagen|godzin|timm|timer|час|мин|дн|сек|usd|eur|gbp|chf|pln|zł|kr|kč|руб|лв|tl|inr|jpy|cny|rmb|px|km|kg|gb|mb|kb|mhz|points?|punkte|people|users?|members|miles?)(?:\p{L}{0,4}\b|\b|$)|[分秒元円年月日点件人天]|시간|원|년|นาที|phút|دقائق|دقيقة|דקות)/iu;

/** Money before a number. */
export const moneyBefore =
	/(?:[€$£¥₹₩₺₽₫฿₴₦₪]|\b(?:usd|eur|gbp|chf|rs\.?|kr\.?|rm|inr|jpy|cny|rmb|pln))\s?$/iu;
