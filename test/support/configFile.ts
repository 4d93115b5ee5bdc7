/** One server of a configuration file, as a usual one but for the changes; no element where ''. */
export function serverXml(
	type: 'imap' | 'pop3' | 'smtp',
	changes: Record<string, string> = {},
): string {
	const element = type === 'smtp' ? 'outgoingServer' : 'incomingServer';
	const texts = {
		hostname: `${type}.example.test`,
		port: { imap: '993', pop3: '995', smtp: '465' }[type],
		socketType: 'SSL',
		username: '%EMAILADDRESS%',
		authentication: 'password-cleartext',
		...changes,
	};
	const fields = Object.entries(texts).filter(([, text]) => text !== '');
	const inner = fields.map(([name, text]) => `<${name}>${text}</${name}>`).join('\n\t\t');
	return `<${element} type="${type}">\n\t\t${inner}\n\t</${element}>`;
}

/** A configuration file in Thunderbird's format. */
export function configFile(...servers: string[]): string {
	return `<?xml version="1.0" encoding="UTF-8"?>
<clientConfig version="1.1">
	<emailProvider id="example.test">
	<domain>example.test</domain>
	${servers.join('\n\t')}
	</emailProvider>
</clientConfig>
`;
}
