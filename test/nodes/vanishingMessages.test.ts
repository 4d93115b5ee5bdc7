import type { INodeParameters } from 'n8n-workflow';
import { EnvelopeMailbox } from '../../nodes/EnvelopeMailbox/EnvelopeMailbox.node';
import { runNode } from '../support/engine';
import { describeVanishing, type Work } from '../support/vanishing';
import { answer, large, small } from '../support/vanishingMails';
import { expectWholeOrGone } from '../support/vanishingOutcome';

/** @param raw the message that goes; an answer to it stays beside it where there are two */
const work = (
	name: string,
	parameters: INodeParameters,
	{ raw = small, two = false }: { raw?: Work['raw']; two?: boolean } = {},
): Work => ({
	raw,
	beside: two ? answer : undefined,
	run: (id, beside, credential) =>
		runNode({
			node: new EnvelopeMailbox(),
			credential,
			parameters: {
				...{ resource: 'message', operation: name, options: {} },
				...{ message: id, messages: two ? [id, beside] : id },
				...parameters,
			},
		}),
});

const inbox = { folder: 'INBOX' };
const archive = { toFolder: 'Archive' };
const files = { downloadAttachments: true, inlineImages: true };
const dryRun = { options: { dryRun: true } };
const leaving = { dryRun: true, options: { allowUnverified: true } };

const reading: [string, Work][] = [
	['Get', work('get', { options: { ...files, markAsRead: true } }, { raw: large })],
	['Get, full', work('get', { output: 'full' })],
	['Get, raw', work('get', { output: 'raw' }, { raw: large })],
	['Get Thread', work('getThread', {}, { raw: large, two: true })],
	['Get Thread, raw', work('getThread', { output: 'raw' }, { two: true })],
	['Get Many, full', work('getMany', { ...inbox, output: 'full' }, { raw: large, two: true })],
	['Download Attachments', work('downloadAttachments', { options: { inlineImages: true } })],
	['Export', work('export', { binaryPropertyName: 'data' }, { raw: large })],
	['Unsubscribe, dry run', work('unsubscribe', leaving)],
];

// It may be seen as it is marked as deleted.
const organizing: [string, Work, string[]][] = [
	['Get Many', work('getMany', inbox, { two: true }), ['flags']],
	['Mark', work('mark', { markAs: 'read' }), ['flags']],
	['Mark two', work('mark', { markAs: 'read' }, { two: true }), ['flags']],
	['Add Labels', work('addLabels', { labels: 'Done' }), ['flags']],
	['Remove Labels', work('removeLabels', { labels: 'Done' }), ['flags']],
	['Move', work('move', archive), []],
	['Move two', work('move', archive, { two: true }), []],
	['Copy', work('copy', archive), []],
	['Copy two', work('copy', archive, { two: true }), []],
	['Archive', work('archive', {}), []],
	['Report Spam, two', work('reportSpam', {}, { two: true }), []],
	['Trash', work('trash', {}), []],
	['Trash, dry run', work('trash', dryRun), ['count', 'failing', 'messages']],
	['Delete', work('delete', {}), []],
	['Delete two', work('delete', {}, { two: true }), []],
];

describeVanishing('Envelope Mailbox, while another client expunges the message', (outcomes) => {
	it.each(reading)('%s gives out all of it, or says that it is gone', async (_name, done) => {
		const { usual, disturbed } = await outcomes(done);
		expect(usual.error).toBeUndefined();
		for (const one of disturbed) expectWholeOrGone(usual, one);
	});

	it.each(organizing)('%s does it, or says that it is gone', async (_name, done, may) => {
		const { usual, disturbed } = await outcomes(done);
		expect(usual.error).toBeUndefined();
		for (const one of disturbed) {
			expectWholeOrGone(usual, one, may);
			// The other one does not suffer.
			const others = (messages: string[]) => messages.filter((text) => text.includes('stays@x'));
			expect(others(one.left)).toEqual(others(usual.left));
		}
	});
});
