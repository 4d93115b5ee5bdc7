import { isPublicAddress } from '../../../../mail/account/internet/publicAddress';

test.each([
	'8.8.8.8',
	'172.15.255.255',
	'172.32.0.0',
	'100.63.255.255',
	'100.128.0.0',
	'192.167.255.255',
	'223.255.255.255',
	'2606:4700:4700::1111',
	'2a00:1450:4001:82f::2005',
	'2001:200::1',
])('%s is public', (address) => {
	expect(isPublicAddress(address)).toBe(true);
});

test.each([
	['unspecified', ['0.0.0.0', '0.1.2.3', '::']],
	['loopback', ['127.0.0.1', '127.255.255.255', '::1']],
	['private', ['10.0.0.1', '10.255.255.255', '172.16.0.1', '172.31.255.255', '192.168.1.1']],
	['private in IPv6', ['fc00::1', 'fd12:3456::1', 'fec0::1']],
	['link-local, such as the metadata of a cloud', ['169.254.169.254', 'fe80::1', 'febf::1']],
	['carrier-grade NAT', ['100.64.0.1', '100.127.255.255']],
	['multicast', ['224.0.0.1', '239.255.255.255', 'ff02::1']],
	['reserved and broadcast', ['240.0.0.1', '255.255.255.255', '192.0.0.1', '198.18.0.1']],
	['for documents', ['192.0.2.1', '198.51.100.1', '203.0.113.1', '2001:db8::1', '3fff::1']],
	[
		'IPv4 mapped into IPv6',
		['::ffff:10.0.0.1', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '::ffff:a00:1'],
	],
	[
		'IPv4 wrapped in IPv6',
		['::10.0.0.1', '64:ff9b::a00:1', '64:ff9b:1::1', '2002:a00:1::1', '2001::1'],
	],
	['no address', ['', 'localhost', '8.8.8.8 ', '8.8.8', '0x8080808', '[2606:4700::1]']],
])('%s is not', (_, addresses) => {
	expect(addresses.filter(isPublicAddress)).toEqual([]);
});
