import { type ComposedMessage, compose } from '../../../mail/message/compose';
import { newMessageId } from '../../../mail/message/messageId';
import { SendRecord } from '../../../mail/outbox/record';
import { alice, bob, users } from '../../support/account';
import { failureOf } from '../../support/failure';
import { outgoing } from '../../support/outgoing';
import { usePostings } from '../../support/postings';
import { describeServers } from '../../support/servers';
import { CUT } from '../../support/smtpSink';

const carol = 'carol@example.test';
const dave = 'dave@example.test';

const composed = () => compose(outgoing(), { keepBcc: false });

describeServers('posting', (start) => {
	const { account, copies, deliver, play, posting, send, wire } = usePostings(start);

	describe('the same message twice', () => {
		test('is one mail', async () => {
			await play();
			const what = posting();
			const first = await send(what);
			expect(first).toMatchObject({ status: 'delivered', attempts: 1, alreadySent: false });
			expect(await send(what)).toEqual({ ...first, attempts: 0, alreadySent: true });
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
			const small = new SendRecord(20);
			const all = [1, 2, 3].map(() => posting());
			for (const what of all) await send(what, { record: small });
			const again = [];
			for (const what of [...all].reverse()) again.push(await send(what, { record: small }));
			expect(again.map(({ alreadySent }) => alreadySent)).toEqual([true, true, false]);
			expect(wire().messages()).toHaveLength(4);
		});

		test('is forgotten sooner where it has many recipients', async () => {
			await play();
			const small = new SendRecord(20);
			const to = Array.from({ length: 11 }, (_, index) => `a${index}@example.test`);
			const all = [posting(), posting({ to })];
			for (const what of [...all, ...all]) await send(what, { record: small });
			expect(wire().messages()).toHaveLength(4);
		});

		test('was sent when it was sent', async () => {
			await play();
			const what = posting();
			const { sentAt } = await send(what);
			expect((await send(what)).sentAt).toBe(sentAt);
		});

		test('to somebody else is an error', async () => {
			await play();
			const what = posting();
			await send(what);
			const error = await failureOf(send({ ...what, envelope: { from: alice, to: [carol] } }));
			expect(error).toMatchObject({ code: 'INVALID_FIELD', phase: 'compose', transient: false });
			expect(error.message).toContain(`to ${bob}`);
			const upper = { from: alice, to: [bob.toUpperCase()] };
			expect(await send({ ...what, envelope: upper })).toMatchObject({ alreadySent: true });
			expect(wire().delivered()).toEqual([bob]);
		});
	});

	describe('who was put off', () => {
		const both = () => posting({ to: [bob, carol, dave], retry: { attempts: 1, budgetMs: 0 } });
		const later = `450 4.7.1 Later`;

		test('is tried again by a repeat, alone', async () => {
			const answers: Record<string, string[]> = {
				[`RCPT TO:<${carol}>`]: [later],
				[`RCPT TO:<${dave}>`]: ['550 5.1.1 Who?'],
			};
			await play((line) => answers[line]?.shift());
			const what = both();
			const first = await send(what);
			expect(first).toMatchObject({ status: 'partial', accepted: [bob] });
			expect(await send(what)).toMatchObject({
				status: 'partial',
				accepted: [bob, carol],
				rejected: [{ recipient: dave, code: 550 }],
				attempts: 1,
				alreadySent: false,
				copy: first.copy,
			});
			expect(await send(what)).toMatchObject({ accepted: [bob, carol], alreadySent: true });
			expect(wire().delivered()).toEqual([bob, carol]);
			expect(await copies(what.message)).toHaveLength(1);
		});

		test('as the connection was lost, too', async () => {
			const answers: Record<string, string[]> = { [`RCPT TO:<${carol}>`]: [later] };
			let down = true;
			await play((line) =>
				down && line.startsWith('MAIL') && wire().messages().length > 0
					? CUT
					: answers[line]?.shift(),
			);
			const what = posting({ to: [bob, carol], retry: { attempts: 2, budgetMs: 120_000 } });
			expect(await send(what)).toMatchObject({ rejected: [{ recipient: carol, code: null }] });
			down = false;
			expect(await send(what)).toMatchObject({ status: 'delivered', accepted: [bob, carol] });
			expect(wire().delivered()).toEqual([bob, carol]);
		});

		test('stays so while the server will not', async () => {
			await play((line) => (line === `RCPT TO:<${carol}>` ? later : undefined));
			const what = both();
			await send(what);
			for (const attempts of [1, 1]) {
				expect(await send(what)).toMatchObject({
					status: 'partial',
					accepted: [bob, dave],
					rejected: [{ recipient: carol, code: 450 }],
					attempts,
				});
			}
			expect(wire().delivered()).toEqual([bob, dave]);
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

		test('is recognised by its copy, which does not tell whom the server refused', async () => {
			await play();
			const message = composed();
			await send(posting({ message, to: [bob, carol] }));
			const repeat = posting({ message, to: [bob, carol], mayBeRepeat: true });
			expect(await send(repeat, { record: new SendRecord() })).toMatchObject({
				status: 'partial',
				accepted: [],
				unknown: [bob, carol],
				sentAt: expect.any(Date),
				warnings: [expect.stringContaining('copy'), expect.stringContaining(carol)],
			});
			const sure = { ...repeat, sendAgainInDoubt: true };
			expect(await send(sure, { record: new SendRecord() })).toMatchObject({ alreadySent: true });
			expect(wire().messages()).toHaveLength(1);
		});

		test('is an error where it went to somebody else', async () => {
			await play();
			const message = composed();
			await send(posting({ message }));
			const repeat = posting({ message, to: [carol], mayBeRepeat: true });
			const error = await failureOf(send(repeat, { record: new SendRecord() }));
			expect(error).toMatchObject({ code: 'INVALID_FIELD', phase: 'compose' });
			expect(error.message).toContain(`The idempotency key was used for a message to ${bob}`);
			expect(wire().messages()).toHaveLength(1);
		});

		test('has a recipient whose domain is written otherwise', async () => {
			await play();
			const to = 'jo@xn--bcher-kva.test';
			const message = compose(outgoing({ to: [{ name: '', address: to }] }), { keepBcc: false });
			await send(posting({ message, to: [to] }));
			const repeat = posting({ message, to: [to], mayBeRepeat: true });
			expect(await send(repeat, { record: new SendRecord() })).toMatchObject({ accepted: [to] });
		});

		test('is not what came into the inbox', async () => {
			await play();
			const message = composed();
			await deliver(`From: ${alice}\r\nMessage-ID: ${message.messageId}\r\n\r\n`, 'INBOX');
			const what = posting({ message, mayBeRepeat: true });
			expect(await send(what)).toMatchObject({ alreadySent: false });
			expect(wire().delivered()).toEqual([bob]);
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
