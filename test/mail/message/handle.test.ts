import { formatHandle, parseHandle, staleHandle } from '../../../mail/message/handle';

test.each([
	{ uid: 42, uidValidity: '1700000000', folder: 'INBOX' },
	{ uid: 4294967295, uidValidity: '4294967295', folder: 'INBOX.Sent.2026' },
	{ uid: 1, uidValidity: '1', folder: '[Gmail]/All Mail' },
	{ uid: 1, uidValidity: '1', folder: 'Entwürfe 1.2.3' },
])('survives being written and read: %j', (handle) => {
	expect(parseHandle(formatHandle(handle))).toEqual(handle);
});

test('is short and readable', () => {
	expect(formatHandle({ uid: 42, uidValidity: '1700000000', folder: 'INBOX' })).toBe(
		'42.1700000000.INBOX',
	);
});

test('may have been copied with space around it', () => {
	expect(parseHandle(' 42.17.INBOX\n')).toEqual({ uid: 42, uidValidity: '17', folder: 'INBOX' });
});

test.each([
	'',
	'42',
	'42.17',
	'42.17.',
	'-1.17.INBOX',
	'x.17.INBOX',
	'<id@example.com>',
	'12345678901.1.INBOX',
	'42.17.INBOX\r\nA1 LOGOUT',
	'42.17.IN\0BOX',
])('is not %j', (text) => {
	expect(parseHandle(text)).toBeUndefined();
});

test('a stale one is named in the error', () => {
	const error = staleHandle({ uid: 42, uidValidity: '17', folder: 'INBOX' });
	expect(error).toMatchObject({ code: 'STALE_HANDLE', transient: false });
	expect(error.message).toContain('42.17.INBOX');
});
