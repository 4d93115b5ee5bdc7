import { findOriginal, threadAt } from '../../../mail/imap/find';
import { describeConnected } from '../../support/connected';

describeConnected('finding what a draft answers', (on) => {
	it.each(['null', 'undefined', 'word', '<word>', '<@x.test>', '<a@>', '@'])(
		'takes %s for no ID of a message',
		async (reference) => {
			await expect(findOriginal(on.connection, reference)).rejects.toMatchObject({
				code: 'MESSAGE_NOT_FOUND',
				message: expect.stringContaining(`"${reference}" is not the ID of a message`),
			});
		},
	);

	it.each(['a@x.test', ' <a@x.test> ', 'null <a@x.test>', '<word> <a@x.test>'])(
		'takes %s for one',
		async (reference) => {
			const found = await findOriginal(on.connection, reference);
			expect(found).toEqual({ messageId: '<a@x.test>', references: [] });
		},
	);

	// The last one, as the connection is gone then.
	it('does not take the end of a connection for that of a message', async () => {
		const { connection } = on;
		const { uidValidity } = await connection.mailboxOpen('INBOX');
		connection.close();
		const handle = { uid: 1, uidValidity: String(uidValidity), folder: 'INBOX' };
		await expect(threadAt(connection, handle)).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
	});
});
