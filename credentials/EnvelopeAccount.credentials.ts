import type { ICredentialType, INodeProperties } from 'n8n-workflow';
import { presets } from '../mail/account/presets';
import { addressField, receivingFields, senderNameField, sendingFields } from './fields/owner';

const custom = { show: { provider: ['custom'] } };
const ids = (wanted: (typeof presets)[number]['signIn'][]) =>
	presets.filter(({ signIn }) => wanted.includes(signIn)).map(({ id }) => id);

/** Nothing but the notice is shown for a provider that we cannot sign in to. */
const usable = { hide: { provider: ids(['oauth2']) } };
const sending = { hide: { ...usable.hide, use: ['receive'] } };
const receiving = { hide: { ...usable.hide, use: ['send'] } };

const help: INodeProperties[] = presets.map((preset) => ({
	displayName: preset.help,
	name: `${preset.id}Help`,
	type: 'notice',
	default: '',
	displayOptions: { show: { provider: [preset.id] } },
}));

const regions: INodeProperties[] = presets.flatMap(({ id, regions: places }) =>
	places
		? [
				{
					displayName: 'Region',
					name: 'region',
					type: 'options' as const,
					options: places.map(({ name, value }) => ({ name, value })),
					default: places[0]?.value ?? '',
					description: 'Where the mailbox was opened',
					displayOptions: { show: { provider: [id] } },
				},
			]
		: [],
);

/** Host, port and security of one server of a custom provider. */
function serverFields(protocol: 'SMTP' | 'IMAP', hidden: 'send' | 'receive'): INodeProperties[] {
	const id = protocol.toLowerCase();
	const displayOptions = { ...custom, hide: { use: [hidden] } };
	const port = protocol === 'SMTP' ? 465 : 993;
	const startTlsPort = protocol === 'SMTP' ? 587 : 143;
	return [
		{
			displayName: `${protocol} Host`,
			name: `${id}Host`,
			type: 'string',
			default: '',
			required: true,
			placeholder: `e.g. ${id}.example.com`,
			displayOptions,
		},
		{
			displayName: `${protocol} Security`,
			name: `${id}Tls`,
			type: 'options',
			options: [
				{
					name: 'TLS',
					value: 'tls',
					description: `Encrypted from the start, usually port ${port}`,
				},
				{
					name: 'STARTTLS, Required',
					value: 'starttls',
					description: `Encrypted before signing in, usually port ${startTlsPort}`,
				},
				{
					name: 'None',
					value: 'none',
					description: 'The password and all mail are readable on the network',
				},
			],
			default: 'tls',
			displayOptions,
		},
		{
			displayName:
				'Without encryption, everyone on the network path can read the password and all mail. Use this on your own machine only.',
			name: `${id}PlaintextNotice`,
			type: 'notice',
			default: '',
			displayOptions: {
				...displayOptions,
				show: { ...displayOptions.show, [`${id}Tls`]: ['none'] },
			},
		},
		{
			displayName: `${protocol} Port`,
			name: `${id}Port`,
			type: 'number',
			default: port,
			displayOptions,
		},
	];
}

export class EnvelopeAccount implements ICredentialType {
	name = 'envelopeAccount';

	displayName = 'Envelope Account';

	documentationUrl = 'https://www.npmjs.com/package/n8n-nodes-envelope';

	icon = { light: 'file:envelope.svg', dark: 'file:envelope.dark.svg' } as const;

	properties: INodeProperties[] = [
		addressField(usable),
		{
			displayName: 'App Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'The password for mail programs. It is sent to the mail servers only. Leave it empty only for a server of your own that takes mail without a sign-in.',
			displayOptions: usable,
		},
		{
			displayName: 'Provider',
			name: 'provider',
			type: 'options',
			options: [
				{
					name: 'Detect From Address',
					value: 'detect',
					description: 'Finds the servers by what the address, its domain and its DNS say',
				},
				{ name: 'Custom', value: 'custom', description: 'Any other provider, or your own server' },
				...presets.map(({ id, name }) => ({ name, value: id })),
			],
			default: 'detect',
			description: 'Who hosts the mailbox',
		},
		...help,
		...regions,
		...serverFields('SMTP', 'receive'),
		...serverFields('IMAP', 'send'),
		senderNameField(usable),
		{
			displayName: 'User Name',
			name: 'user',
			type: 'string',
			default: '',
			placeholder: 'e.g. nathan@example.com',
			description: 'Leave empty where it is the email address, as with nearly every provider',
			displayOptions: usable,
		},
		{
			displayName: 'Use For',
			name: 'use',
			type: 'options',
			options: [
				{ name: 'Sending and Receiving', value: 'sendAndReceive' },
				{ name: 'Sending Only', value: 'send', description: 'The mailbox has no IMAP' },
				{ name: 'Receiving Only', value: 'receive', description: 'The mailbox has no SMTP' },
			],
			default: 'sendAndReceive',
			displayOptions: usable,
		},
		// eslint-disable-next-line @n8n/community-nodes/credential-password-field -- a certificate is public
		{
			displayName: 'CA Certificate',
			name: 'caCertificate',
			type: 'string',
			typeOptions: { rows: 4 },
			default: '',
			placeholder: '-----BEGIN CERTIFICATE-----',
			description:
				'Trusted besides the public ones, in PEM form, for a server with its own authority',
			displayOptions: { show: { provider: ['custom', 'protonBridge'] } },
		},
		{
			displayName: 'Allow Self-Signed Certificate',
			name: 'allowSelfSigned',
			type: 'boolean',
			default: false,
			description:
				'Whether to connect without checking the certificate. Anyone on the network path can then pose as the server: prefer CA Certificate.',
			displayOptions: { show: { provider: ['custom', 'protonBridge'] } },
		},
		...sendingFields(sending),
		...receivingFields(receiving),
	];
}
