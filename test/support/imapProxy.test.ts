import { once } from 'node:events';
import net from 'node:net';
import { type MailServer, startMailServer } from '../../sandbox/mailserver';
import { alice, users } from './account';
import { eml } from './eml';
import * as faults from './imapFaults';
import { type ImapProxy, type Rules, startImapProxy } from './imapProxy';

let server: MailServer;
let proxy: ImapProxy;
const clients: net.Socket[] = [];

beforeEach(async () => {
	server = await startMailServer({ users });
	server.deliver(alice, eml({ subject: 'one', body: 'x'.repeat(300_000) }));
	server.deliver(alice, eml({ subject: 'two' }));
});

afterEach(async () => {
	for (const client of clients.splice(0)) client.destroy();
	await proxy.close();
	await server.close();
});

const start = async (rules: Rules) => {
	proxy = await startImapProxy({ target: server.ports.imap, rules: () => rules });
};

/** A client that sends the commands one by one; what it is answered, until the connection ends or they do. */
async function converse(...commands: string[]): Promise<string> {
	const client = net.connect(proxy.port, '127.0.0.1');
	clients.push(client);
	client.on('error', () => {});
	let answers = '';
	let wake = () => {};
	client.on('data', (chunk) => {
		answers += chunk.toString('latin1');
		wake();
	});
	client.on('close', () => wake());
	const until = async (expected: RegExp) => {
		while (!expected.test(answers) && !client.closed) {
			await new Promise<void>((resolve) => (wake = resolve));
		}
	};
	await until(/\* OK .*\r\n/);
	for (const command of commands) {
		if (client.writable) client.write(`${command}\r\n`);
		await until(new RegExp(`(^|\r\n)${command.split(' ', 1)[0]} .*\r\n|\\+ `));
	}
	return answers;
}

const login = `a LOGIN ${alice} ${users[alice]}`;
const fetchBoth = 'c UID FETCH 1:2 (UID BODY.PEEK[])';

it('passes on what it has no rule for, byte for byte, literals of the client too', async () => {
	await start({});
	const answers = await converse(login, 'b EXAMINE INBOX', fetchBoth);
	const [one, two] = server.messages(alice).map(({ raw }) => raw.toString('latin1'));
	expect(answers).toContain(`{${one?.length}}\r\n${one})\r\n`);
	expect(answers).toContain(`{${two?.length}}\r\n${two})\r\n`);
	const client = net.connect(proxy.port, '127.0.0.1');
	clients.push(client);
	await once(client, 'data');
	client.write(`a LOGIN {${alice.length}}\r\n`);
	expect(String(await once(client, 'data'))).toMatch(/^\+ /);
	client.write(`${alice} ${users[alice]}\r\n`);
	expect(String(await once(client, 'data'))).toMatch(/^a OK /m);
});

it('cuts after a command, which the server has', async () => {
	await start(faults.endAfterCommand(2));
	const answers = await converse(login, 'b DELETE Archive', 'c NOOP');
	expect(answers).toMatch(/a OK .*\r\n$/);
	await proxy.close();
	await start({});
	expect(await converse(login, 'b EXAMINE Archive')).toMatch(/b NO/);
});

it('cuts after a tagged response, which the client has', async () => {
	await start(faults.endAfterTagged(2));
	expect(await converse(login, 'b EXAMINE INBOX', 'c NOOP')).toMatch(/b OK .*\r\n$/);
});

it('cuts within a literal', async () => {
	await start(faults.endInLiteral(2, 0.5));
	const answers = await converse(login, 'b EXAMINE INBOX', fetchBoth);
	const [one = '', two = ''] = server.messages(alice).map(({ raw }) => raw.toString('latin1'));
	expect(answers).toContain(one);
	expect(answers).toMatch(/\r\nTo: alice[^]*$/);
	expect(two).toContain(answers.slice(-20));
	expect(answers).not.toContain(two);
});

it('goes silent without closing, until the client goes', async () => {
	await start(faults.endAfterTagged(1, 'stall'));
	await converse(login);
	const [client] = clients;
	const onAnything = jest.fn();
	client?.on('data', onAnything).on('close', onAnything);
	client?.write('b NOOP\r\n');
	server.dropConnections();
	await converse(login);
	expect(onAnything).not.toHaveBeenCalled();
	expect(proxy.open()).toBe(2);
	expect(proxy.accepted()).toBe(2);
});

it('says BYE in place of an answer', async () => {
	await start(faults.byeAtCommand(2));
	expect(await converse(login, 'b NOOP')).toMatch(/a OK .*\r\n\* BYE .*\r\n$/);
});

it('answers for the server', async () => {
	await start(faults.answering('LOGIN', 'NO [LIMIT] Too many simultaneous connections'));
	expect(await converse(login)).toMatch(/\r\na NO \[LIMIT\] Too many/);
});

it('does something just before a command', async () => {
	await start(
		faults.before('UID FETCH', async () => server.deliver(alice, eml({ subject: 'three' }))),
	);
	const answers = await converse(login, 'b EXAMINE INBOX', 'c UID FETCH 1:3 (UID)');
	expect(answers).toMatch(/\* 2 EXISTS[^]*FETCH \(UID 3\)/);
});

it('hides capabilities', async () => {
	await start(faults.withoutCapabilities('IDLE', 'MOVE'));
	const answers = await converse('a CAPABILITY');
	expect(answers).toContain('UIDPLUS');
	expect(answers).not.toMatch(/\b(IDLE|MOVE)\b/);
});

it('gives the folder another UIDVALIDITY', async () => {
	await start(faults.withUidValidity(77));
	const answers = await converse(login, 'b EXAMINE INBOX', 'c STATUS INBOX (UIDVALIDITY)');
	expect(answers).toContain('[UIDVALIDITY 77]');
	expect(answers).toContain('(UIDVALIDITY 77)');
});

it('leaves messages out of what is fetched', async () => {
	await start(faults.withoutMessages((uid) => uid === 1));
	const answers = await converse(login, 'b EXAMINE INBOX', fetchBoth);
	expect(answers).toContain('Subject: two');
	expect(answers).not.toContain('Subject: one');
	expect(answers).toMatch(/c OK .*\r\n$/);
});

it('fails at its end with what a rule failed with', async () => {
	await start({
		command: () => {
			throw new Error('a rule that is wrong');
		},
	});
	await converse(login);
	await expect(proxy.close()).rejects.toThrow('a rule that is wrong');
	await start({});
});
