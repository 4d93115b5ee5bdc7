import type { ICredentialsDecrypted, ICredentialTestFunctions, IDataObject } from 'n8n-workflow';
import { toError } from '../../mail/errors';
import { EnvelopeDraft } from '../../nodes/EnvelopeDraft/EnvelopeDraft.node';
import { EnvelopeSend } from '../../nodes/EnvelopeSend/EnvelopeSend.node';
import { EnvelopeTrigger } from '../../nodes/EnvelopeTrigger/EnvelopeTrigger.node';
import { envelopeAccountTest } from '../../nodes/shared/account/credentialTest';
import { bob } from './account';
import { runNode } from './engine';
import { startTrigger } from './trigger';

/** A credential and its type. */
export interface SignIn {
	type: string;
	data: IDataObject;
}

/** What came of something that signs in: in words, and with all that n8n is given. */
export interface Used {
	said: string;
	result: unknown;
}

export type Use = (signIn: SignIn) => Promise<Used>;

const message = '1.1.INBOX';
const body = { to: bob, subject: 'Hello', bodyFormat: 'text', text: 'Hi' };

function send(parameters: IDataObject, options: IDataObject = {}): Use {
	return async ({ type, data }) => {
		const result = await runNode({
			node: new EnvelopeSend(),
			parameters: {
				...{ authentication: type, resource: 'message', operation: 'send', ...body },
				...parameters,
				options: { maxAttempts: 1, ...options },
			},
			credentialType: type,
			credential: data,
		});
		return { said: result.error?.message ?? JSON.stringify(result.json), result };
	};
}

const draft: Use = async ({ type, data }) => {
	const result = await runNode({
		node: new EnvelopeDraft(),
		parameters: {
			...{ authentication: type, resource: 'draft', operation: 'create', ...body },
			...{ inReplyTo: '', options: {} },
		},
		credentialType: type,
		credential: data,
	});
	return { said: result.error?.message ?? JSON.stringify(result.json), result };
};

function trigger(mode: 'manual' | 'trigger'): Use {
	return async ({ type, data }) => {
		const failures: Error[] = [];
		const parameters = { authentication: type, event: 'newMessage', folder: 'INBOX' };
		try {
			const started = await startTrigger({
				node: new EnvelopeTrigger(),
				parameters: { ...parameters, startFrom: 'all', options: {} },
				credentialType: type,
				credential: data,
				mode,
				failures,
			});
			await started.failedAtLeast(1);
			await started.close();
		} catch (error) {
			failures.push(toError(error));
		}
		return { said: failures.map((failure) => failure.message).join(), result: failures };
	};
}

/** Of the credential with a password; n8n itself tests the others. */
export const credentialTest: Use = async ({ type, data }) => {
	const credential = { id: 'c1', name: 'Account', type, data };
	const context = {} as ICredentialTestFunctions;
	const result = await envelopeAccountTest.call(context, credential as ICredentialsDecrypted);
	return { said: result.message, result };
};

export const sendAndWait = send({ operation: 'sendAndWait', message: 'Yes or no?' });

/** Everything that signs in, by the server that it signs in to. */
export const uses: Record<'SMTP' | 'IMAP', Record<string, Use>> = {
	SMTP: {
		send: send({}),
		'dry run': send({}, { dryRun: true }),
		'send and wait': sendAndWait,
		'the test of the credential': credentialTest,
	},
	IMAP: {
		draft,
		reply: send({ operation: 'reply', message }),
		'reply to all': send({ operation: 'replyAll', message }),
		forward: send({ operation: 'forward', message }),
		redirect: send({ operation: 'redirect', message }),
		'the copy of what is sent': send({}),
		'the search for what was sent': send({}, { idempotencyKey: '={{ $execution.id }}' }),
		trigger: trigger('trigger'),
		'the test of the trigger': trigger('manual'),
		'the test of the credential': credentialTest,
	},
};
