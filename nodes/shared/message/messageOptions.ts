import type { INodeProperties } from 'n8n-workflow';
import { invitationOption } from './invitationOption';

/** The options of a message, in the order of their names. */
export const messageOptions: INodeProperties[] = [
	{
		displayName: 'Allow HTML in Markdown',
		name: 'allowHtmlInMarkdown',
		type: 'boolean',
		default: false,
		description:
			'Whether HTML in the Markdown is sent as HTML; otherwise it shows as the text that it is',
		displayOptions: { show: { '/bodyFormat': ['markdown'] } },
	},
	{
		displayName: 'Allow Unknown Placeholders',
		name: 'allowUnknownPlaceholders',
		type: 'boolean',
		default: false,
		description:
			'Whether placeholders that the data does not have are left empty; otherwise they are an error and nothing is sent',
	},
	{
		displayName: 'Append Signature',
		name: 'appendSignature',
		type: 'boolean',
		default: true,
		description:
			'Whether the signature is put under the text, as it is without this option: the one of the account, or Signature Text and Signature HTML here',
	},
	{
		displayName: 'Attachments',
		name: 'attachments',
		type: 'string',
		default: 'data',
		placeholder: 'e.g. data, invoice',
		description:
			'Names of the binary fields of the input item to attach, separated by commas, or * for all of them. A file that the HTML shows with &lt;img src="cid:fieldName"&gt; is placed there, named here or not.',
	},
	{
		displayName: 'BCC',
		name: 'bcc',
		type: 'string',
		default: '',
		placeholder: 'e.g. archive@example.com',
		description: 'Recipients that the others do not see, separated by commas',
	},
	{
		displayName: 'CC',
		name: 'cc',
		type: 'string',
		default: '',
		placeholder: 'e.g. jane@example.com',
		description: 'Recipients who get a copy, separated by commas',
	},
	{
		displayName: 'Fill Placeholders',
		name: 'fillPlaceholders',
		type: 'boolean',
		default: true,
		description:
			'Whether {{firstName}} and other placeholders in subject and body are filled from Template Data, or else from the item. Use a fixed field, or a text that comes from data: in an expression n8n fills {{ }} itself. Sections of Mustache work too. Values never become HTML or Markdown.',
	},
	{
		displayName: 'From Address',
		name: 'fromAddress',
		type: 'string',
		default: '',
		placeholder: 'e.g. support@example.com',
		description:
			'Who the message is from, where that is not the address of the account: one of the aliases in the credential',
	},
	{
		displayName: 'From Name',
		name: 'fromName',
		type: 'string',
		default: '',
		placeholder: 'e.g. Example Support',
		description: 'Shown beside the address, instead of the sender name in the account',
	},
	{
		displayName: 'Headers',
		name: 'headers',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		default: {},
		placeholder: 'Add Header',
		description: 'Further header fields, such as X-Ticket',
		options: [
			{
				displayName: 'Header',
				name: 'header',
				values: [
					{
						displayName: 'Name',
						name: 'name',
						type: 'string',
						default: '',
						placeholder: 'e.g. X-Ticket',
					},
					{
						displayName: 'Value',
						name: 'value',
						type: 'string',
						default: '',
						placeholder: 'e.g. 4711',
					},
				],
			},
		],
	},
	invitationOption,
	{
		displayName: 'Priority',
		name: 'priority',
		type: 'options',
		options: [
			{ name: 'High', value: 'high' },
			{ name: 'Low', value: 'low' },
			{ name: 'Normal', value: 'normal' },
		],
		default: 'normal',
		description: 'How the mail program of the recipient marks the message',
	},
	{
		displayName: 'Reply To',
		name: 'replyTo',
		type: 'string',
		default: '',
		placeholder: 'e.g. support@example.com',
		description: 'Where answers go, where that is not the sender; several are separated by commas',
	},
	{
		displayName: 'Signature HTML',
		name: 'signatureHtml',
		type: 'string',
		typeOptions: { rows: 3, editor: 'htmlEditor' },
		default: '',
		description:
			'Instead of the signature of the account; where it is empty it is made from the text',
	},
	{
		displayName: 'Signature Text',
		name: 'signatureText',
		type: 'string',
		typeOptions: { rows: 3 },
		default: '',
		placeholder: 'e.g. Jane Doe, Example Ltd.',
		description:
			'Instead of the signature of the account; where it is empty it is made from the HTML',
	},
	{
		displayName: 'Template Data',
		name: 'templateData',
		type: 'json',
		default: '{}',
		placeholder: 'e.g. { "firstName": "Jane" }',
		description:
			'The values for Fill Placeholders, as JSON or an object. Leave {} for the fields of the item.',
	},
	{
		displayName: 'Unsubscribe Link',
		name: 'unsubscribeLink',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://example.com/leave?ID=42',
		description:
			'Where to leave your list: mail programs show a button for it. Give an https: address, a mailto: address, or both. What the https: address leads to has to unsubscribe on a POST, without further questions (RFC 8058); Gmail and Yahoo ask for it in bulk mail.',
	},
];

/** A draft is sent by a mail program, which writes the message anew without these. */
const lostInDrafts = ['invitation', 'unsubscribeLink'];

export const draftOptions = messageOptions.filter(({ name }) => !lostInDrafts.includes(name));
