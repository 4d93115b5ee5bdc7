/** IMAP capability → hoodiecrow's plugin for it. ENABLE comes before what can be enabled. */
const plugins = {
	ID: 'ID',
	STARTTLS: 'STARTTLS',
	'SASL-IR': 'SASL-IR',
	'AUTH=PLAIN': 'AUTH-PLAIN',
	NAMESPACE: 'NAMESPACE',
	IDLE: 'IDLE',
	ENABLE: 'ENABLE',
	CONDSTORE: 'CONDSTORE',
	'LITERAL+': 'LITERALPLUS',
	UNSELECT: 'UNSELECT',
	'SPECIAL-USE': 'SPECIAL-USE',
	'CREATE-SPECIAL-USE': 'CREATE-SPECIAL-USE',
	MOVE: 'MOVE',
	UIDPLUS: 'UIDPLUS',
};

/** The plugins of a server without some capabilities: it neither announces nor answers them. */
export function pluginsWithout(capabilities: string[] = []): string[] {
	const left = new Map(Object.entries(plugins));
	for (const capability of capabilities) {
		if (!left.delete(capability.toUpperCase())) {
			throw new Error(`No such IMAP capability to leave out: ${capability}`);
		}
	}
	return [...left.values()];
}
