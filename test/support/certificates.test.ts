import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import tls from 'node:tls';
import {
	authoritySignedCertificate,
	expiredCertificate,
	selfSignedCertificate,
	wrongHostCertificate,
	type Certificate,
} from './certificates';

/** How a client that trusts `ca` takes a server with this certificate. */
async function handshake(certificate: Certificate, ca?: string): Promise<string> {
	const server = tls.createServer(certificate).on('tlsClientError', () => {});
	await once(server.listen(0, '127.0.0.1'), 'listening');
	const { port } = server.address() as AddressInfo;
	const client = tls.connect({ port, host: '127.0.0.1', servername: 'localhost', ca });
	try {
		await once(client, 'secureConnect');
		return 'trusted';
	} catch (error) {
		return (error as NodeJS.ErrnoException).code ?? String(error);
	} finally {
		client.destroy();
		await once(server.close(), 'close');
	}
}

it('makes certificates that fail each in its own way', async () => {
	const self = await selfSignedCertificate();
	expect(await handshake(self)).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
	expect(await handshake(self, self.cert)).toBe('trusted');

	const expired = await expiredCertificate();
	expect(await handshake(expired, expired.cert)).toBe('CERT_HAS_EXPIRED');

	const wrongHost = await wrongHostCertificate();
	expect(await handshake(wrongHost, wrongHost.cert)).toBe('ERR_TLS_CERT_ALTNAME_INVALID');

	const { certificate, ca } = await authoritySignedCertificate();
	expect(await handshake(certificate)).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
	expect(await handshake(certificate, ca)).toBe('trusted');
});
