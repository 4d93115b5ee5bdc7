import type { INodeProperties } from 'n8n-workflow';

/** How a message is handed over, for every operation that sends; in the order of their names. */
export const deliveryOptions: INodeProperties[] = [
	{
		displayName: 'Delivery Reports',
		name: 'deliveryReports',
		type: 'multiOptions',
		options: [
			{ name: 'On Delay', value: 'delay', description: 'When it waits somewhere on its way' },
			{ name: 'On Failure', value: 'failure', description: 'When it could not be delivered' },
			{ name: 'On Success', value: 'success', description: 'When it is in the mailbox' },
		],
		default: ['failure', 'delay'],
		description:
			'What the mail servers on the way should report to you by mail, where they can (DSN). Not every server does, and nobody reports that a mail was read.',
	},
	{
		displayName: 'Dry Run',
		name: 'dryRun',
		type: 'boolean',
		default: true,
		description:
			'Whether to do everything but send: the output has the finished message as a file, its recipients, its size against the limit of your server, and what to look at before sending',
	},
	{
		displayName: 'Envelope Sender',
		name: 'envelopeSender',
		type: 'string',
		default: '',
		placeholder: 'e.g. bounces@example.com',
		description:
			'The address that mail which cannot be delivered comes back to (MAIL FROM), where that is not the sender. Your mail server has to allow it.',
	},
	{
		displayName: 'Fail If Any Recipient Is Refused',
		name: 'failIfAnyRefused',
		type: 'boolean',
		default: true,
		description:
			'Whether it is an error when the server takes the message for some of the recipients only, or when that is not known. They do get it; the error names the others. An AI agent never gets this error, so that it does not send again to all of them.',
	},
	{
		displayName: 'Give Up After (Seconds)',
		name: 'retrySeconds',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 3600 },
		default: 120,
		description:
			'How long to try again when a connection fails or the server asks to come later. Servers that greylist want to wait five minutes: 400.',
	},
	{
		displayName: 'Idempotency Key',
		name: 'idempotencyKey',
		type: 'string',
		default: '',
		placeholder: 'e.g. invoice-4711',
		description:
			"A name for this message of your own: a mail with the same key is not sent again, also not by another execution, while its copy is in the Sent folder; for an account that keeps no copies, until n8n restarts. n8n's Retry On Fail is covered without a key. Retry in the list of executions is a new execution: for that give a key.",
	},
	{
		displayName: 'Maximum Attempts',
		name: 'maxAttempts',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 10 },
		default: 3,
		description: 'How often to try while the failure may pass by itself; 1 means no second time',
	},
	{
		displayName: 'Send Again When in Doubt',
		name: 'sendAgainInDoubt',
		type: 'boolean',
		default: false,
		description:
			'Whether to risk a second copy when the connection was lost just before the server could say that it has the message, and your mailbox does not show it. Otherwise that is an error.',
	},
];
