import { X509Certificate } from 'node:crypto';

/**
 * The certificates in a text, in PEM form. n8n's single-line fields turn line breaks into spaces;
 * here they are put back.
 */
export function certificatesIn(text: string): string[] {
	const blocks = text.matchAll(/-----BEGIN CERTIFICATE-----([\s\S]*?)-----END CERTIFICATE-----/g);
	return [...blocks].map(([, body = '']) => {
		const lines = body.trim().split(/\s+/).join('\n');
		return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
	});
}

/** Whether PEM holds what it says: Node.js takes garbage for a CA without a word. */
export function isCertificate(pem: string): boolean {
	try {
		return new X509Certificate(pem).subject !== undefined;
	} catch {
		return false;
	}
}
