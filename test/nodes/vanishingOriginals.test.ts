import type { INodeParameters, INodeType } from 'n8n-workflow';
import { EnvelopeDraft } from '../../nodes/EnvelopeDraft/EnvelopeDraft.node';
import { EnvelopeSend } from '../../nodes/EnvelopeSend/EnvelopeSend.node';
import { bob } from '../support/account';
import { runNode } from '../support/engine';
import { describeVanishing, type Work } from '../support/vanishing';
import { asDraft, large, small } from '../support/vanishingMails';
import { expectWholeOrGone } from '../support/vanishingOutcome';

const work =
	(
		node: INodeType,
		resource: string,
		operation: string,
		parameters: INodeParameters,
	): Work['run'] =>
	(id, _beside, credential) =>
		runNode({
			node,
			credential,
			parameters: {
				...{ resource, operation, to: bob, bodyFormat: 'text', text: 'Mine', options: {} },
				...(resource === 'draft' ? { draft: id, message: id } : { message: id }),
				...parameters,
			},
		});

const send = (operation: string, raw: Work['raw'], parameters: INodeParameters = {}): Work => ({
	raw,
	run: work(new EnvelopeSend(), 'message', operation, parameters),
});

const answer = (operation: string, raw: Work['raw'], parameters: INodeParameters = {}): Work => ({
	raw,
	run: work(new EnvelopeDraft(), 'draft', operation, parameters),
});

const draft = (operation: string, raw: Work['raw'], parameters: INodeParameters = {}): Work => ({
	...{ folder: 'Drafts', raw: asDraft(raw) },
	run: work(new EnvelopeDraft(), 'draft', operation, parameters),
});

const inline = { forwardAs: 'inline' };
const attached = { forwardAs: 'attachment' };
const files = { options: { downloadAttachments: true, inlineImages: true } };
const changes = { bodyFormat: 'unchanged', options: { subject: 'Other' } };

const works: [string, Work][] = [
	['Send: Reply', send('reply', large)],
	['Send: Reply to All', send('replyAll', small)],
	['Send: Forward inline', send('forward', large, inline)],
	['Send: Forward as an attachment', send('forward', large, attached)],
	['Send: Redirect', send('redirect', large)],
	['Draft: Create Reply', answer('createReply', small)],
	['Draft: Create Forward inline', answer('createForward', large, inline)],
	['Draft: Create Forward as an attachment', answer('createForward', small, attached)],
	['Draft: Get', draft('get', large, files)],
	['Draft: Update', draft('update', large, changes)],
	['Draft: Send', draft('send', large)],
	['Draft: Send a small one', draft('send', small)],
];

const deleting: [string, Work][] = [
	['Draft: Delete', draft('delete', small)],
	['Draft: Delete for good', draft('delete', small, { options: { forGood: true } })],
];

describeVanishing(
	'while another client expunges what is sent, answered or passed on',
	(outcomes) => {
		it.each(works)(
			'%s is done whole and once, or not at all',
			async (_name, done) => {
				const { usual, disturbed } = await outcomes(done);
				expect(usual.error).toBeUndefined();
				for (const one of disturbed) expectWholeOrGone(usual, one);
			},
			60_000,
		);

		it.each(deleting)('%s is done, or says that there was nothing to do', async (_name, done) => {
			const { usual, disturbed } = await outcomes(done);
			expect(usual).toMatchObject({ error: undefined, items: [{ alreadyGone: false }] });
			for (const { error, items, left } of disturbed) {
				const isGone = items[0]?.alreadyGone === true;
				const gone = { alreadyGone: true, movedTo: null, newId: null };
				const [whole] = usual.items;
				expect(error).toBeUndefined();
				expect(items).toEqual([
					isGone ? { ...whole, ...gone, messageId: items[0]?.messageId } : whole,
				]);
				expect(left).toEqual(isGone ? [] : usual.left);
			}
		});
	},
);
