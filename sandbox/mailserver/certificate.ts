import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { z } from 'zod';

const certificateSchema = z.object({ key: z.string(), cert: z.string() });

/** A private key and its certificate, both PEM. */
export type Certificate = z.infer<typeof certificateSchema>;

/**
 * The server's own certificate for localhost and 127.0.0.1, which clients trust as their CA.
 * Kept in `<dir>/tls.json` (mode 0600) so that it stays the same over restarts.
 */
export async function localCertificate(dir?: string): Promise<Certificate> {
	const file = dir && join(dir, 'tls.json');
	if (file && existsSync(file))
		return certificateSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
	const certificate = await generateCertificate();
	if (file) writeFileSync(file, JSON.stringify(certificate), { mode: 0o600 });
	return certificate;
}

async function generateCertificate(): Promise<Certificate> {
	const notAfterDate = new Date();
	notAfterDate.setFullYear(notAfterDate.getFullYear() + 10);
	const made = await generate([{ name: 'commonName', value: 'localhost' }], {
		keyType: 'ec',
		algorithm: 'sha256',
		notAfterDate,
		extensions: [
			{ name: 'basicConstraints', cA: true },
			{
				name: 'subjectAltName',
				altNames: [
					{ type: 2, value: 'localhost' },
					{ type: 7, ip: '127.0.0.1' },
				],
			},
		],
	});
	return { key: made.private, cert: made.cert };
}
