import { type Connection, connect, disconnect } from '../../../mail/imap/connection';
import { findOriginal } from '../../../mail/imap/find';
import { accountFor, users } from '../../support/account';
import { describeServers, type TestServer } from '../../support/servers';

describeServers('finding what a draft answers', (start) => {
	let server: TestServer;
	let connection: Connection;

	beforeAll(async () => {
		server = await start({ users });
		connection = await connect(accountFor(server), {
			deadlineMs: 20_000,
			socketTimeoutMs: 60_000,
		});
	});

	afterAll(async () => {
		await disconnect(connection);
		await server.close();
	});

	it.each(['null', 'undefined', 'word', '<word>', '<@x.test>', '<a@>', '@'])(
		'takes %s for no ID of a message',
		async (reference) => {
			await expect(findOriginal(connection, reference)).rejects.toMatchObject({
				code: 'MESSAGE_NOT_FOUND',
				message: expect.stringContaining(`"${reference}" is not the ID of a message`),
			});
		},
	);

	it.each(['a@x.test', ' <a@x.test> ', 'null <a@x.test>', '<word> <a@x.test>'])(
		'takes %s for one',
		async (reference) => {
			const found = await findOriginal(connection, reference);
			expect(found).toEqual({ messageId: '<a@x.test>', references: [] });
		},
	);
});
