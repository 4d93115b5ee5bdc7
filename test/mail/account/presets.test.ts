import { endpoints, presets } from '../../../mail/account/presets';

const hostName = /^([a-z0-9-]+\.)+[a-z0-9]+$/;

test('are named once', () => {
	expect(new Set(presets.map(({ id }) => id)).size).toBe(presets.length);
	expect(new Set(presets.map(({ name }) => name)).size).toBe(presets.length);
});

test('cover the providers that people ask for', () => {
	expect(presets.map(({ name }) => name)).toEqual([
		'Gmail',
		'Microsoft 365',
		'Outlook.com',
		'Fastmail',
		'Migadu',
		'iCloud',
		'Yahoo',
		'Zoho',
		'GMX',
		'WEB.DE',
		'mailbox.org',
		'Posteo',
		'Hostinger',
		'IONOS',
		'OVH',
		'Yandex',
		'Proton Bridge',
	]);
});

describe.each(presets)('$name', (preset) => {
	const places = [undefined, ...(preset.regions ?? []).map(({ value }) => value)];

	test.each(places)('has servers in region %s', (region) => {
		const { smtp, imap } = endpoints(preset, region);
		expect(smtp.host).toMatch(hostName);
		expect(imap.host).toMatch(hostName);
	});

	test('is encrypted, on ports that go with its security modes', () => {
		const ports = { tls: [465, 993], starttls: [587, 143, 1025, 1143] };
		for (const { port, tls } of [preset.smtp, preset.imap]) {
			expect(tls).not.toBe('none');
			expect(tls === 'none' ? [] : ports[tls]).toContain(port);
		}
	});

	test('says how to sign in', () => {
		expect(preset.help).toMatch(/^[A-Za-z].*\.$/);
		const links = [...preset.help.matchAll(/<a href="([^"]*)" target="_blank">[^<]+<\/a>/g)];
		for (const [, url] of links) expect(new URL(url!).protocol).toBe('https:');
		expect(preset.help.match(/<a /g) ?? []).toHaveLength(links.length);
		if (preset.signIn === 'appPassword') expect(links).not.toHaveLength(0);
		if (preset.signIn === 'oauth2') expect(preset.help).toContain('OAuth2 only');
	});

	test('falls back to its first region', () => {
		const first = preset.regions?.[0]?.value;
		expect(endpoints(preset, 'elsewhere')).toEqual(endpoints(preset, first));
	});
});

test('regions have hosts of their own', () => {
	const zoho = presets.find(({ id }) => id === 'zoho')!;
	expect(endpoints(zoho, 'zoho.eu').imap).toEqual({ host: 'imap.zoho.eu', port: 993, tls: 'tls' });
	expect(endpoints(zoho, 'pro.zoho.eu').smtp.host).toBe('smtppro.zoho.eu');
	for (const { regions = [] } of presets) {
		expect(new Set(regions.map(({ imapHost }) => imapHost)).size).toBe(regions.length);
	}
});

test('only a server of one’s own may have a certificate of its own', () => {
	const own = presets.filter(({ ownCertificate }) => ownCertificate);
	expect(own.map(({ smtp }) => smtp.host)).toEqual(['127.0.0.1']);
});
