import type { INodeProperties } from 'n8n-workflow';

type DisplayOptions = INodeProperties['displayOptions'];

/** The address of a mailbox. */
export function addressField(displayOptions?: DisplayOptions): INodeProperties {
	return {
		displayName: 'Email Address',
		name: 'address',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. nathan@example.com',
		displayOptions,
	};
}

/** Whom its mail is from. */
export function senderNameField(displayOptions?: DisplayOptions): INodeProperties {
	return {
		displayName: 'Sender Name',
		name: 'senderName',
		type: 'string',
		default: '',
		placeholder: 'e.g. Nathan Doe',
		description: 'The name that recipients see beside the address',
		displayOptions,
	};
}

/** How a mailbox sends. */
export function sendingFields(displayOptions?: DisplayOptions): INodeProperties[] {
	return [
		{
			displayName: 'Send-As Aliases',
			name: 'aliases',
			type: 'string',
			default: '',
			placeholder: 'e.g. support@example.com, sales@example.com',
			description:
				'Further addresses that the mailbox may send as, separated by commas. A node may use no others.',
			displayOptions,
		},
		{
			displayName: 'Signature (Text)',
			name: 'signatureText',
			type: 'string',
			typeOptions: { rows: 3 },
			default: '',
			placeholder: 'e.g. Nathan Doe, Example Ltd.',
			description:
				'Put under every message, above the quoted original. Made from the HTML where it is empty.',
			displayOptions,
		},
		{
			displayName: 'Signature (HTML)',
			name: 'signatureHtml',
			type: 'string',
			typeOptions: { rows: 3 },
			default: '',
			placeholder: 'e.g. <b>Nathan Doe</b><br>Example Ltd.',
			description:
				'Put under every message, above the quoted original. Made from the text where it is empty.',
			displayOptions,
		},
		{
			displayName: 'Save Sent Mail',
			name: 'sentCopy',
			type: 'options',
			options: [
				{
					name: 'Automatically',
					value: 'auto',
					description: 'Unless the provider does it, as Gmail and Microsoft do',
				},
				{
					name: 'Always',
					value: 'always',
					description: 'Also where the provider may have done it, which gives two copies',
				},
				{ name: 'Never', value: 'never' },
			],
			default: 'auto',
			description: 'Whether a copy of what is sent is put into the Sent folder of the mailbox',
			displayOptions,
		},
	];
}

/** How a mailbox receives. */
export function receivingFields(displayOptions?: DisplayOptions): INodeProperties[] {
	return [
		{
			displayName: 'Authentication Server Name',
			name: 'authenticationServer',
			type: 'string',
			default: '',
			placeholder: 'e.g. mx.example.com',
			description:
				'The name that your receiving server puts first in its Authentication-Results headers, whose SPF, DKIM and DMARC verdicts are then believed. Leave empty with a provider that Envelope knows; a server of your own must remove such headers from the mail it gets.',
			displayOptions,
		},
	];
}
