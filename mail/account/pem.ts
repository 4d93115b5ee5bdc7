import { X509Certificate } from 'node:crypto';

/**
 * The certificates in a text, in PEM form. n8n's single-line fields turn line breaks into spaces;
 * here they are put back.
 *
 * @returns undefined where the text holds none, or one that is not a certificate
 */
export function certificatesIn(text: string): string | undefined {
	const blocks = text.matchAll(/-----BEGIN CERTIFICATE-----([\s\S]*?)-----END CERTIFICATE-----/g);
	const certificates = [...blocks].map(([, body = '']) => {
		const lines = body.trim().split(/\s+/).join('\n');
		return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
	});
	return certificates.length > 0 && certificates.every(isCertificate)
		? certificates.join('')
		: undefined;
}

function isCertificate(pem: string): boolean {
	try {
		return new X509Certificate(pem).subject !== undefined;
	} catch {
		return false;
	}
}
