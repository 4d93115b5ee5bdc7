import { BlockList, isIP } from 'node:net';

/** IANA's special-purpose registries of IPv4 (RFC 6890) and multicast; 240/4 holds the broadcast. */
const specialIPv4 = [
	['0.0.0.0', 8],
	['10.0.0.0', 8],
	['100.64.0.0', 10],
	['127.0.0.0', 8],
	['169.254.0.0', 16],
	['172.16.0.0', 12],
	['192.0.0.0', 24],
	['192.0.2.0', 24],
	['192.88.99.0', 24],
	['192.168.0.0', 16],
	['198.18.0.0', 15],
	['198.51.100.0', 24],
	['203.0.113.0', 24],
	['224.0.0.0', 4],
	['240.0.0.0', 4],
] as const;

/** All that IANA has given out for the world's hosts (RFC 4291 §2.4); not ::1, fc00::/7, fe80::/10. */
const globalIPv6 = ['2000::', 3] as const;

/** Within it: Teredo and other protocols' own, documentation, and 6to4, which wraps any IPv4. */
const specialIPv6 = [
	['2001::', 23],
	['2001:db8::', 32],
	['2002::', 16],
	['3fff::', 20],
] as const;

const forbidden = new BlockList();
for (const [network, prefix] of specialIPv4) forbidden.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of specialIPv6) forbidden.addSubnet(network, prefix, 'ipv6');

const global = new BlockList();
global.addSubnet(...globalIPv6, 'ipv6');

/**
 * Whether an address belongs to a host of the public internet: what a stranger's DNS says must not
 * make us talk to the machines around us.
 */
export function isPublicAddress(address: string): boolean {
	switch (isIP(address)) {
		case 4:
			return !forbidden.check(address, 'ipv4');
		case 6:
			return global.check(address, 'ipv6') && !forbidden.check(address, 'ipv6');
		default:
			return false;
	}
}
