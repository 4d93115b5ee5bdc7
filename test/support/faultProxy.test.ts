import { once } from 'node:events';
import net from 'node:net';
import { startFaultProxy, type FaultProxy, type FaultProxyOptions } from './faultProxy';
import { until } from './until';

let echo: net.Server;
let proxy: FaultProxy;
const clients: net.Socket[] = [];

async function start(options: Omit<FaultProxyOptions, 'target'> = {}): Promise<void> {
	proxy = await startFaultProxy({ target: (echo.address() as net.AddressInfo).port, ...options });
}

async function connect(): Promise<net.Socket> {
	const client = net.connect(proxy.port, '127.0.0.1');
	client.on('error', () => {});
	clients.push(client);
	await once(client, 'connect');
	return client;
}

/** What comes back, once it is as long as this or the connection is closed. */
function read(client: net.Socket, length: number): Promise<string> {
	return new Promise((resolve) => {
		let text = '';
		client.on('data', (chunk) => {
			text += chunk.toString();
			if (text.length >= length) resolve(text);
		});
		client.once('close', () => resolve(text));
	});
}

async function roundTrip(client: net.Socket, text: string): Promise<string> {
	const answer = read(client, text.length);
	client.write(text);
	return await answer;
}

beforeEach(async () => {
	echo = net.createServer((socket) => socket.on('error', () => {}).pipe(socket));
	await once(echo.listen(0, '127.0.0.1'), 'listening');
});

afterEach(async () => {
	for (const client of clients.splice(0)) client.destroy();
	await proxy.close();
	await once(echo.close(), 'close');
});

it('keeps the order of what it delays, to the last byte before the end', async () => {
	await start({ delayMs: 10 });
	const client = await connect();
	const lines = Array.from({ length: 2000 }, (_, index) => `line ${index}\r\n`);
	const answer = read(client, Infinity);
	for (const line of lines) client.write(line);
	client.end();
	expect(await answer).toBe(lines.join(''));
});

it('drops open connections and passes new ones on', async () => {
	await start();
	const client = await connect();
	await roundTrip(client, 'hello');
	const closed = once(client, 'close');
	proxy.drop();
	await closed;
	expect(await roundTrip(await connect(), 'again')).toBe('again');
	expect(proxy.accepted()).toBe(2);
});

it('stalls open connections without closing them, and passes new ones on', async () => {
	await start();
	const client = await connect();
	await roundTrip(client, 'hello');
	proxy.stall();
	const onAnything = jest.fn();
	client.on('data', onAnything).on('end', onAnything).on('close', onAnything);
	client.write('anyone there?');
	await roundTrip(await connect(), 'a later connection');
	expect(onAnything).not.toHaveBeenCalled();
	expect(proxy.open()).toBe(2);
	client.destroy();
	await until(() => proxy.open() === 1);
});

it('refuses connections until it accepts them again on the same port', async () => {
	await start();
	const client = await connect();
	const closed = once(client, 'close');
	await proxy.refuse();
	await closed;
	await expect(once(net.connect(proxy.port, '127.0.0.1'), 'connect')).rejects.toMatchObject({
		code: 'ECONNREFUSED',
	});
	await proxy.accept();
	expect(await roundTrip(await connect(), 'back')).toBe('back');
});

it('cuts after a number of bytes from the server', async () => {
	await start();
	proxy.cutAfterBytes(7);
	const client = await connect();
	const answer = read(client, Infinity);
	client.write('0123456789');
	expect(await answer).toBe('0123456');
});
