import { generate, type SubjectAltNameEntry } from 'selfsigned';

/** A private key and its certificate, both PEM. */
export interface Certificate {
	key: string;
	cert: string;
}

interface Wanted {
	name?: string;
	altNames?: SubjectAltNameEntry[];
	notBefore?: Date;
	notAfter?: Date;
	isAuthority?: boolean;
	signedBy?: Certificate;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const localhost: SubjectAltNameEntry[] = [
	{ type: 2, value: 'localhost' },
	{ type: 7, ip: '127.0.0.1' },
];

/** Valid for localhost and 127.0.0.1, signed by nobody else. */
export const selfSignedCertificate = (): Promise<Certificate> => make({ isAuthority: true });

/** Self-signed for localhost, and its time ran out yesterday. */
export const expiredCertificate = (): Promise<Certificate> =>
	make({
		isAuthority: true,
		notBefore: new Date(Date.now() - 30 * DAY_MS),
		notAfter: new Date(Date.now() - DAY_MS),
	});

/** Self-signed and in date, but for wrong-host.example only. */
export const wrongHostCertificate = (): Promise<Certificate> =>
	make({
		name: 'wrong-host.example',
		altNames: [{ type: 2, value: 'wrong-host.example' }],
		isAuthority: true,
	});

/**
 * A certificate and the PEM of the authority that signed it.
 *
 * @param names of hosts that it is for; localhost and 127.0.0.1 where none are given
 */
export async function authoritySignedCertificate(
	...names: string[]
): Promise<{ certificate: Certificate; ca: string }> {
	const authority = await make({ name: 'Test Authority', altNames: [], isAuthority: true });
	const altNames = names.map((value): SubjectAltNameEntry => ({ type: 2, value }));
	const wanted = names.length > 0 ? { name: names[0], altNames } : {};
	return { certificate: await make({ ...wanted, signedBy: authority }), ca: authority.cert };
}

async function make(wanted: Wanted): Promise<Certificate> {
	const { name = 'localhost', altNames = localhost, isAuthority = false, signedBy } = wanted;
	const made = await generate([{ name: 'commonName', value: name }], {
		keyType: 'ec',
		algorithm: 'sha256',
		notBeforeDate: wanted.notBefore,
		notAfterDate: wanted.notAfter,
		ca: signedBy,
		extensions: [
			{ name: 'basicConstraints', cA: isAuthority, critical: true },
			...(altNames.length ? [{ name: 'subjectAltName' as const, altNames }] : []),
		],
	});
	return { key: made.private, cert: made.cert };
}
