import { runNode } from '../../../test/support/engine';
import { envelopeAccount } from '../../support/account';
import { ownNode } from '../../support/nodes';
import { MAIL, type Sender } from './sender';

const parameters = {
	...MAIL,
	resource: 'message',
	operation: 'send',
	bodyFormat: 'text',
	options: { attachments: 'data' },
};

/** The node Envelope Send in n8n's engine. */
export const envelope: Sender = async (target) => {
	const node = await ownNode('envelopeSend');
	return async (file) => {
		const items = [{ json: {}, binary: { data: file } }];
		const credential = envelopeAccount(target);
		const { error } = await runNode({ node, parameters, credential, items });
		if (error) throw error;
	};
};
