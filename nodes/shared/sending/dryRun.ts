import type { IExecuteFunctions } from 'n8n-workflow';
import { dryRun, type Planned } from '../../../mail/outbox/dryRun';
import type { NodeItem } from '../items';

/** The output of a dry run; the message is its binary field `message`. @throws EnvelopeError */
export async function dryRunItem(context: IExecuteFunctions, planned: Planned): Promise<NodeItem> {
	const { bytes, maxMessageBytes, warnings } = await dryRun(planned);
	const { messageId } = planned.message;
	const { from, to } = planned.envelope;
	return {
		json: {
			success: true,
			status: 'dryRun',
			messageId,
			envelope: { from, to },
			size: bytes.length,
			maxMessageSize: maxMessageBytes,
			warnings,
		},
		binary: {
			message: await context.helpers.prepareBinaryData(bytes, 'message.eml', 'message/rfc822'),
		},
	};
}
