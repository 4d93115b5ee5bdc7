import { type ComposedMessage, compose } from '../../../mail/message/compose';
import { newMessageId } from '../../../mail/message/messageId';
import { SendRecord } from '../../../mail/outbox/record';
import { alice, bob, users } from '../../support/account';
import { failureOf } from '../../support/failure';
import { outgoing } from '../../support/outgoing';
import { usePostings } from '../../support/postings';
import { describeServers } from '../../support/servers';

const composed = () => compose(outgoing(), { keepBcc: false });

describeServers('posting', (start) => {
	const { account, copies, play, posting, send, wire } = usePostings(start);

	describe('the same message twice', () => {
		test('is one mail', async () => {
			await play();
			const what = posting();
			const first = await send(what);
			expect(first).toMatchObject({ status: 'delivered', attempts: 1, alreadySent: false });
			expect(await send(what)).toEqual({ ...first, alreadySent: true });
			expect(wire().messages()).toHaveLength(1);
			expect(await copies(what.message)).toHaveLength(1);
		});

		test('is one mail at the same time too', async () => {
			await play();
			const what = posting();
			const outcomes = await Promise.all([send(what), send(what), send(what)]);
			expect(outcomes.map(({ alreadySent }) => alreadySent)).toEqual([false, true, true]);
			expect(wire().messages()).toHaveLength(1);
		});

		test('is sent where the first failed', async () => {
			let refusing = true;
			await play((line) => (refusing && line.startsWith('RCPT') ? '550 5.7.1 No' : undefined));
			const what = posting();
			await failureOf(send(what));
			refusing = false;
			expect(await send(what)).toMatchObject({ status: 'delivered', alreadySent: false });
			expect(wire().delivered()).toEqual([bob]);
		});

		test('is sent by the second where the first, at the same time, fails', async () => {
			const answers = ['550 5.7.1 No'];
			await play((line) => (line.startsWith('RCPT') ? answers.shift() : undefined));
			const what = posting();
			const settled = await Promise.allSettled([send(what), send(what), send(what)]);
			expect(settled.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
			expect(wire().delivered()).toEqual([bob]);
		});

		test('is two where the accounts are two', async () => {
			await play();
			const message = composed();
			const others = account({ address: bob, password: users[bob] });
			await send(posting({ message }));
			expect(await send(posting({ message, account: others }))).toMatchObject({
				alreadySent: false,
			});
			expect(wire().messages()).toHaveLength(2);
		});

		test('is forgotten after many others', async () => {
			await play();
			const small = new SendRecord(2);
			const all = [1, 2, 3].map(() => posting());
			for (const what of all) await send(what, { record: small });
			const again = [];
			for (const what of [...all].reverse()) again.push(await send(what, { record: small }));
			expect(again.map(({ alreadySent }) => alreadySent)).toEqual([true, true, false]);
			expect(wire().messages()).toHaveLength(4);
		});
	});

	describe('what another process may have sent', () => {
		test('is recognised in the Sent folder', async () => {
			await play();
			const message = composed();
			await send(posting({ message }));
			const repeat = posting({ message, mayBeRepeat: true });
			expect(await send(repeat, { record: new SendRecord() })).toMatchObject({
				status: 'delivered',
				accepted: [bob],
				attempts: 0,
				alreadySent: true,
				copy: { status: 'saved', id: expect.stringMatching(/\.Sent$/) },
			});
			expect(wire().messages()).toHaveLength(1);
			expect(await copies(message)).toHaveLength(1);
		});

		test('is sent where the mailbox does not have it', async () => {
			await play();
			const outcome = await send(posting({ mayBeRepeat: true }));
			expect(outcome).toMatchObject({ status: 'delivered', alreadySent: false });
			expect(wire().messages()).toHaveLength(1);
		});

		test('is not sent while nobody can look', async () => {
			await play();
			const what = posting({ mayBeRepeat: true, account: account({ imapPort: 1 }) });
			expect(await failureOf(send(what))).toMatchObject({ code: 'CONNECTION_REFUSED' });
			expect(wire().accepted()).toBe(0);
		});

		test('is sent where there is no mailbox', async () => {
			await play();
			const what = posting({ mayBeRepeat: true, account: account({ use: 'send' }) });
			expect(await send(what)).toMatchObject({ copy: { status: 'off' }, alreadySent: false });
		});
	});

	test('a redirected message is known by the ID of its own', async () => {
		await play();
		const message = composed();
		const resent = (): ComposedMessage => ({ ...message, resentId: newMessageId(alice) });
		const first = posting({ message: resent() });
		await send(first);
		expect(await send(first)).toMatchObject({ alreadySent: true });
		expect(await send(posting({ message: resent() }))).toMatchObject({ alreadySent: false });
		expect(wire().messages()).toHaveLength(2);
	});

	test('reports are asked for, and a server that does not offer them is named', async () => {
		const reports = { id: 'a@b', on: ['failure' as const], returned: 'headers' as const };
		await play();
		const { warnings } = await send(posting({ envelope: { from: alice, to: [bob], reports } }));
		expect(warnings).toEqual([expect.stringContaining('DSN')]);
		expect(wire().messages()[0]).toMatchObject({ mail: expect.not.stringContaining('ENVID') });
	});
});
