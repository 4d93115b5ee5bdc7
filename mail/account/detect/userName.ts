const placeholder = /%[A-Z]+%/g;

const values: Record<string, (localPart: string, domain: string) => string> = {
	'%EMAILADDRESS%': (localPart, domain) => `${localPart}@${domain}`,
	'%EMAILLOCALPART%': (localPart) => localPart,
	'%EMAILDOMAIN%': (_, domain) => domain,
};

/** Whether every placeholder in it is one that an address fills, and nothing is invisible. */
export function isUserName(template: string): boolean {
	const placeholders = template.match(placeholder) ?? [];
	return /^[\x21-\x7e]{1,200}$/.test(template) && placeholders.every((one) => one in values);
}

/**
 * Puts an address into a text of a configuration file.
 *
 * @param template such as `%EMAILLOCALPART%`
 */
export function filledIn(template: string, address: string): string {
	const at = address.lastIndexOf('@');
	const localPart = address.slice(0, at);
	const domain = address.slice(at + 1);
	return template.replace(placeholder, (found) => values[found]?.(localPart, domain) ?? found);
}
