import { signInLinksIn } from '../../../../mail/message/signIn/links';

const token = 'eyJhbGciOiJIUzI1NiJ9.4kd93jf0sl2';
const anchor = (href: string, text: string) => `<p>Hello</p><a href="${href}">${text}</a>`;
const ofHtml = (html: string) => signInLinksIn({ text: '', html });
const ofText = (text: string) => signInLinksIn({ text, html: null });

test.each([
	['Confirm your email', 'confirm'],
	['Verify', 'confirm'],
	['Activate account', 'confirm'],
	['Sign in to Example', 'signIn'],
	['Log in', 'signIn'],
	['Reset your password', 'resetPassword'],
	['E-Mail-Adresse bestätigen', 'confirm'],
	['Jetzt anmelden', 'signIn'],
	['Passwort zurücksetzen', 'resetPassword'],
	['Confirmer mon adresse', 'confirm'],
	['Se connecter', 'signIn'],
	['Réinitialiser le mot de passe', 'resetPassword'],
	['Verificar correo', 'confirm'],
	['Iniciar sesión', 'signIn'],
	['Restablecer contraseña', 'resetPassword'],
	['Confirmar e-mail', 'confirm'],
	['Redefinir senha', 'resetPassword'],
	['Conferma indirizzo', 'confirm'],
	['Accedi', 'signIn'],
	['Bevestig je e-mailadres', 'confirm'],
	['Inloggen', 'signIn'],
	['Potwierdź adres', 'confirm'],
	['Zaloguj się', 'signIn'],
	['Bekräfta din adress', 'confirm'],
	['Logga in', 'signIn'],
	['Vahvista sähköposti', 'confirm'],
	['Potvrdit e-mail', 'confirm'],
	['Подтвердить почту', 'confirm'],
	['Войти', 'signIn'],
	['Сбросить пароль', 'resetPassword'],
	['Підтвердити', 'confirm'],
	['E-postanı doğrula', 'confirm'],
	['تأكيد البريد', 'confirm'],
	['تسجيل الدخول', 'signIn'],
	['אימות כתובת', 'confirm'],
	['验证邮箱', 'confirm'],
	['登录', 'signIn'],
	['重置密码', 'resetPassword'],
	['メールアドレスを確認', 'confirm'],
	['ログイン', 'signIn'],
	['이메일 인증', 'confirm'],
	['로그인', 'signIn'],
	['Xác nhận email', 'confirm'],
	['Verifikasi email', 'confirm'],
])('finds "%s" by its text, wherever it leads', (text, kind) => {
	const found = ofHtml(anchor(`https://click.example.com/ls?upn=${token}`, text));
	expect(found).toMatchObject([{ kind, text, where: 'html', host: 'click.example.com' }]);
});

test.each([
	[`https://example.com/verify?token=${token}`, 'confirm'],
	[`https://example.com/auth/confirm/${token}`, 'confirm'],
	[`https://app.example.com/magic-link#${token}`, 'signIn'],
	[`https://example.com/users/password/reset?t=${token}`, 'resetPassword'],
	[`https://example.com/passwordReset/${token}`, 'resetPassword'],
])('finds %s by its address', (url, kind) => {
	expect(ofText(`Hello,\n\nopen this:\n${url}.\n\nBye`)).toMatchObject([
		{ url, kind, where: 'text', namesOtherHost: null },
	]);
	expect(ofHtml(anchor(url, 'Click here'))).toMatchObject([{ url, kind, text: 'Click here' }]);
});

test.each([
	['a page for everybody', anchor('https://example.com/login', 'Log in')],
	[
		'a way to leave',
		anchor(`https://example.com/unsubscribe?t=${token}`, 'Confirm to unsubscribe'),
	],
	['preferences', anchor(`https://example.com/login?t=${token}`, 'Email preferences')],
	['news', anchor(`https://example.com/article?id=${token}`, 'Read more')],
	['no website', anchor('mailto:verify@example.com?subject=123456', 'Verify')],
	['a script', anchor('javascript:verify("a1b2c3d4e5f6a7b8")', 'Verify')],
	['no address', anchor('https://', 'Verify')],
	['one too long', anchor(`https://example.com/verify?token=${'1'.repeat(5_000)}`, 'Verify')],
	[
		'one that nobody sees',
		`<div style="display:none">${anchor(`https://e.com/a?t=${token}`, 'Verify')}</div>`,
	],
])('leaves out %s', (_what, html) => {
	expect(ofHtml(html)).toEqual([]);
});

test('says where a link names another host than it leads to, and puts it behind', () => {
	const lying = anchor(`https://evil.example.net/verify?token=${token}`, 'Verify at www.bank.com');
	const honest = anchor(`https://www.bank.com/verify?token=${token}`, 'Verify');
	expect(ofHtml(lying + honest)).toMatchObject([
		{ host: 'www.bank.com', namesOtherHost: null },
		{ host: 'evil.example.net', namesOtherHost: 'www.bank.com', text: 'Verify at www.bank.com' },
	]);
});

test('reads what a picture says, and names a link once', () => {
	const url = `https://example.com/x?key=${token}`;
	const html = `<a href="${url}"><img alt="Confirm account" src="x.png"></a><a href="${url}">${url}</a>`;
	expect(ofHtml(html)).toMatchObject([{ url, kind: 'confirm', text: 'Confirm account' }]);
});

test('takes its time from the length of the message, whatever is in it', () => {
	for (const piece of ['<a href="', '<a>', 'http://', 'verify ', '<div>', '=a1', '&amp;']) {
		const text = piece.repeat(100_000);
		expect(signInLinksIn({ text, html: text }).length).toBeLessThanOrEqual(5);
	}
});
