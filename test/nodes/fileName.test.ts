import { safeFileName } from '../../nodes/shared/reading/fileName';

describe('The name of a file that a stranger sent', () => {
	it.each([
		['Rechnung für Jörg (2).pdf', 'Rechnung für Jörg (2).pdf'],
		['请求.pdf', '请求.pdf'],
		['family 👨‍👩‍👧.jpg', 'family 👨‍👩‍👧.jpg'],
		['../../etc/passwd', '_.._etc_passwd'],
		['C:\\Users\\bob\\a.txt', 'C__Users_bob_a.txt'],
		['/etc/cron.d/x', '_etc_cron.d_x'],
		['a\0b\r\nc\u2028d.txt', 'a b c d.txt'],
		['invoice\u202efdp.exe', 'invoicefdp.exe'],
		['\u2067\u200fa.pdf\u2069', 'a.pdf'],
		['.bashrc', 'bashrc'],
		['a.txt. . ', 'a.txt'],
		['con.txt', '_con.txt'],
		['console.txt', 'console.txt'],
		['LPT1', '_LPT1'],
		['<script>"|?*', '_script_____'],
		['u\u0308.txt', 'ü.txt'],
		['', 'file'],
		['...', 'file'],
		['\u202e \r\n', 'file'],
	])('%j becomes %j', (given, safe) => {
		expect(safeFileName(given, 'file')).toBe(safe);
	});

	it.each(['a', 'ü', '请', '👍'])('is bounded and keeps its ending: many %s', (character) => {
		const name = safeFileName(`${character.repeat(1000)}.tar.pdf`, 'file');
		expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200);
		expect(Buffer.byteLength(name)).toBeGreaterThan(190);
		expect(name.replaceAll(character, '')).toBe('.pdf');
	});
});
