import { createRequire } from 'node:module';
import type * as smtpPool from '../../../mail/smtp/pool';
import { runNode } from '../../../test/support/engine';
import { envelopeAccount } from '../../support/account';
import { inDist, ownNode } from '../../support/nodes';
import { SUBJECT } from '../mails';
import type { Sender } from './sender';

// Expressions only where items differ: n8n takes a tenth of a millisecond for each, and the library
// one for a whole message.
const parameters = {
	resource: 'message',
	operation: 'send',
	to: '={{ $json.to }}',
	subject: SUBJECT,
	bodyFormat: 'both',
	text: '={{ $json.text }}',
	html: '={{ $json.html }}',
	options: {},
};

/** The node Envelope Send in n8n's engine, one run with an item for each mail. */
export async function envelope(): Promise<Sender> {
	const node = await ownNode('envelopeSend');
	// The pool that the compiled node uses, which is not that of the sources.
	const pool = createRequire(__filename)(inDist('mail/smtp/pool')) as typeof smtpPool;
	return {
		name: 'Envelope Send',
		async send(mails, target) {
			const items = mails.map((mail) => ({ json: { ...mail } }));
			const credential = envelopeAccount(target);
			const { error } = await runNode({ node, parameters, credential, items });
			if (error) throw error;
		},
		close: pool.closeSmtpPools,
	};
}
