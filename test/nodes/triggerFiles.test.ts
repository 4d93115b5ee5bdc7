import '../support/engineHome';
import { Container } from '@n8n/di';
import { BinaryDataService } from 'n8n-core';
import type { INodeParameters } from 'n8n-workflow';
import { alice } from '../support/account';
import { eml } from '../support/eml';
import { describeTriggers } from '../support/envelopeTrigger';

/** Lines of a part, with its content in base64. */
function part(header: string[], content: string | Buffer): string[] {
	const encoded = Buffer.from(content).toString('base64');
	const lines = encoded.match(/.{1,76}/g) ?? [];
	return ['--b', ...header, 'Content-Transfer-Encoding: base64', '', ...lines];
}

const headers = ['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b'];
const message = (...parts: string[][]) =>
	eml({ headers, body: [...parts.flat(), '--b--'].join('\r\n') });

const text = ['--b', 'Content-Type: text/plain', '', 'See the files'];

describeTriggers('The files that Envelope Trigger gives out', (tests) => {
	/** The item of a message that arrives. */
	async function arriving(raw: string, parameters: INodeParameters) {
		const trigger = await tests.run({ startFrom: 'all', parameters });
		await tests.server.deliver(alice, raw);
		const [item] = await trigger.startedAtLeast(1);
		return item!;
	}

	it('are chosen by name, with inline images apart', async () => {
		const raw = message(
			text,
			part(['Content-Type: text/csv', 'Content-Disposition: attachment; filename=t.csv'], 'a,b'),
			part(['Content-Type: image/png', 'Content-Disposition: inline', 'Content-ID: <i>'], 'png'),
			part(
				['Content-Type: application/pdf; name=1.pdf', 'Content-Disposition: attachment'],
				'%PDF',
			),
		);
		const options = { downloadAttachments: true, inlineImages: true };
		const item = await arriving(raw, { options });
		expect(item.binary).toMatchObject({
			attachment_0: { fileName: 't.csv', mimeType: 'text/csv', bytes: 3 },
			inline_0: { mimeType: 'image/png', bytes: 3 },
			attachment_1: { fileName: '1.pdf', mimeType: 'application/pdf', bytes: 4 },
		});
		expect(item.json).not.toHaveProperty('attachmentErrors');
	});

	it('have names that can be stored', async () => {
		const name = "filename*=utf-8''..%2F..%2Fetc%2F%E2%80%AEfdp.exe%0D%0AX";
		const hostile = [
			'Content-Type: text/html; name="../a.js"',
			`Content-Disposition: attachment; ${name}`,
		];
		const raw = message(text, part(hostile, '<script>'), part(hostile, ''));
		const item = await arriving(raw, { options: { downloadAttachments: true } });
		expect(Object.keys(item.binary ?? {})).toEqual(['attachment_0', 'attachment_1']);
		for (const file of Object.values(item.binary ?? {})) {
			expect(file.fileName).toMatch(/^_\.\._etc_fdp\.exe ?X$/);
			expect(file.mimeType).toBe('text/html');
			expect(file).not.toHaveProperty('directory');
		}
		expect(item.binary?.attachment_1?.bytes).toBe(0);
	});

	it('are the message itself, byte by byte, in the raw form', async () => {
		const raw = message(text, part(['Content-Type: image/png; name=x.png'], Buffer.alloc(600_000)));
		const item = await arriving(raw, { output: 'raw' });
		const [stored] = await tests.server.messages(alice);
		expect(item.binary).toEqual({
			message: expect.objectContaining({
				fileName: 'Hello.eml',
				mimeType: 'message/rfc822',
				bytes: stored?.raw.length,
			}),
		});
		const kept = await Container.get(BinaryDataService).getAsBuffer(item.binary!.message!);
		expect(kept.equals(stored!.raw)).toBe(true);
		expect(item.json).toMatchObject({ subject: 'Hello', size: stored?.raw.length });
		expect(item.json).not.toHaveProperty('text');
	});
});
