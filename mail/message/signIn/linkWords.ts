/** What a link is for. */
export type LinkKind = 'confirm' | 'signIn' | 'resetPassword';

interface Words {
	kind: LinkKind;
	pattern: RegExp;
}

function words(kind: LinkKind, alphabetic: string, anywhere: string): Words {
	return { kind, pattern: new RegExp(`(?<![\\p{L}\\p{N}])(?:${alphabetic})|${anywhere}`, 'iu') };
}

/** What links say, in some thirty languages; the first kind that fits holds. */
export const linkKinds: Words[] = [
	words(
		'resetPassword',
		String.raw`(?:reset|change|choose|set|create|recover|new)\s(?:up\s)?(?:your\s|a\s|my\s)?(?:new\s)?password|password\sreset|(?:passwort|kennwort)\s(?:zurücksetzen|ändern|festlegen|vergeben)|réinitialis\p{L}*|(?:choisir|définir)\s\p{L}*\s?(?:nouveau\s)?mot\sde\spasse|(?:restablec|cambiar|recuperar|crear)\p{L}*\s(?:tu\s|la\s|su\s|mi\s)?contraseña|(?:redefinir|alterar|criar)\s(?:a\s|sua\s)?senha|reimposta\p{L}*|wachtwoord\s(?:herstellen|wijzigen|instellen)|(?:zresetuj|ustaw|zmień|resetuj)\p{L}*\shasło|(?:återställ|nulstil|tilbakestill|byt)\p{L}*\s(?:ditt\s|din\s)?(?:lösenord|adgangskode|passord)|vaihda\ssalasana|(?:obnovit|změnit|resetovat)\sheslo|(?:сбросить|изменить|восстановить|скинути|змінити)\sпароль|(?:şifre|parola)\p{L}*\s(?:sıfırla|değiştir|yenile)|(?:đặt\slại|đổi)\smật\skhẩu|(?:atur\sulang|reset)\skata\ssandi|επαναφορά\sκωδικού|إعادة\sتعيين|איפוס\sסיסמה`,
		'重置密码|重設密碼|修改密码|パスワードを?(?:再設定|リセット|変更)|비밀번호\\s?(?:재설정|변경)|รีเซ็ตรหัสผ่าน',
	),
	words(
		'confirm',
		String.raw`(?:verif|confirm|activat|validat|authori[sz])\p{L}{0,5}(?!\p{L})|complete\s(?:your\s)?(?:registration|sign-?up)|accept\s(?:the\s)?invit\p{L}*|yes,?\sit(?:'|’)?s\sme|bestätig\p{L}*|verifizier\p{L}*|aktivier\p{L}*|freischalt\p{L}*|vérifi\p{L}*|activer|valider|verific\p{L}*|activar|ativar|validar|conferma\p{L}*|attiva\p{L}*|bevestig\p{L}*|verifi[eë]\p{L}*|activeer\p{L}*|potwierd\p{L}*|zweryfik\p{L}*|aktywuj|bekräfta|bekræft|bekreft|vahvista|aktivera|aktiver|potvrd\p{L}*|ověř\p{L}*|aktivova\p{L}*|megerősít\p{L}*|подтверд\p{L}*|активир\p{L}*|підтверд\p{L}*|активув\p{L}*|потвърд\p{L}*|doğrula\p{L}*|onayla\p{L}*|etkinleştir\p{L}*|xác\s(?:minh|nhận|thực)|verifikasi|konfirmasi|aktifkan|επιβεβαί\p{L}*|επαλήθευ\p{L}*|تأكيد|تحقق|تفعيل|אימות|אשר|सत्यापित|पुष्टि`,
		'验证|驗證|确认|確認|激活|認証|有効化|인증|확인|활성화|ยืนยัน',
	),
	words(
		'signIn',
		String.raw`(?:sign|log)\s?-?in(?!\p{L})|magic\slink|one-?time\slink|anmeld\p{L}*|einlogg\p{L}*|(?:se\s)?connect(?:er|ez)|connexion|(?:iniciar?|inicia)\s(?:sesión|sessão)|acceder|acessar|ingresar|entrar|accedi|inlogg\p{L}*|aanmelden|zaloguj\p{L}*|logga\sin|log\s(?:ind|inn)|kirjaudu|přihlás\p{L}*|prihlás\p{L}*|bejelentkez\p{L}*|autentific\p{L}*|conectare|войти|вход|увійти|вхід|giriş\syap\p{L}*|oturum\saç\p{L}*|đăng\snhập|masuk|σύνδεση|تسجيل\sالدخول|התחבר\p{L}*|כניסה|साइन\sइन|लॉग\sइन`,
		'登录|登錄|登入|ログイン|サインイン|로그인|เข้าสู่ระบบ',
	),
];

/** What addresses say, as words between what are no letters. */
export const pathKinds: Words[] = [
	words(
		'resetPassword',
		String.raw`(?:reset|forgot|recover|set|change|new)\s?password|password\s?reset|reset(?!\p{L})`,
		'$^',
	),
	words(
		'confirm',
		String.raw`(?:email\s?)?(?:verif(?:y|ication|ied|yemail)|confirm(?:ation|email)?|activat(?:e|ion)|validat(?:e|ion)|opt\s?in|doi|authori[sz]e)(?!\p{L})`,
		'$^',
	),
	words(
		'signIn',
		String.raw`(?:magic(?:\s?link)?|sign\s?in|log\s?in|sso|otp|passwordless|callback|auth|authenticate|session)(?!\p{L})`,
		'$^',
	),
];

/** Links that messages have besides. */
export const leadsElsewhere =
	/unsubscri|abmeld|abbestell|désabonn|désinscri|cancelar\s(?:la\s)?suscri|darse\sde\sbaja|descadastr|disiscri|uitschrijv|wypisz|avregistr|afmeld|отписа|preference|privacy|datenschutz|terms|impressum|imprint|help\s?(?:cent|desk)|support|faq|view\s(?:in|this)|im\sbrowser|cookie|退订|配信停止|수신거부/iu;
