/** What n8n inherits. Nothing else: a developer's own N8N_* and DB_* settings must not leak in. */
const inherited = [
	...['HOME', 'LANG', 'TZ', 'TMPDIR'],
	// A model's API may have to be reached through a proxy.
	...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'NODE_EXTRA_CA_CERTS'],
	// Windows
	...['APPDATA', 'LOCALAPPDATA', 'SYSTEMROOT', 'TEMP', 'USERPROFILE'],
];

/** Nothing is reported, asked for or looked up anywhere outside. */
const quiet = {
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_DYNAMIC_BANNERS_ENABLED: 'false',
	N8N_HIRING_BANNER_ENABLED: 'false',
	N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
	N8N_ONBOARDING_FLOW_DISABLED: 'true',
	N8N_PERSONALIZATION_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_VERIFIED_PACKAGES_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	EXTERNAL_FRONTEND_HOOKS_URLS: '',
	N8N_DISABLED_MODULES: [
		...[
			'external-secrets',
			'insights',
			'instance-ai',
			'ldap',
			'log-streaming',
			'mcp-registry',
			'otel',
		],
		...['quick-connect', 'source-control', 'sso-oidc', 'sso-saml'],
	].join(','),
};

/** The environment of an n8n that listens on 127.0.0.1 only and calls nobody. */
export function n8nEnvironment(settings: {
	path: string;
	userFolder: string;
	encryptionKey: string;
	port: number;
	brokerPort: number;
}): Record<string, string> {
	const own = Object.fromEntries(
		Object.entries(process.env).filter(([name]) => inherited.includes(name.toUpperCase())),
	);
	return {
		...own,
		...quiet,
		PATH: settings.path,
		NODE_ENV: 'production',
		N8N_USER_FOLDER: settings.userFolder,
		N8N_ENCRYPTION_KEY: settings.encryptionKey,
		N8N_HOST: 'localhost',
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_PORT: String(settings.port),
		N8N_RUNNERS_BROKER_LISTEN_ADDRESS: '127.0.0.1',
		N8N_RUNNERS_BROKER_PORT: String(settings.brokerPort),
		N8N_SECURE_COOKIE: 'false',
		N8N_BLOCK_ENV_ACCESS_IN_NODE: 'true',
		N8N_GRACEFUL_SHUTDOWN_TIMEOUT: '5',
	};
}
