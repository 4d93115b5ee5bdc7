import { once } from 'node:events';
import { createSocket } from 'node:dgram';
import type { MxRecord, SrvRecord } from 'node:dns';
import { Resolver } from 'node:dns/promises';

/** `silence` is a server that does not answer, as behind a firewall. */
type Failure = 'SERVFAIL' | 'NXDOMAIN' | 'REFUSED' | 'silence';

/** What there is to know about one name; about the rest the server says that there is none. */
export interface Names {
	A?: string[] | Failure;
	AAAA?: string[] | Failure;
	MX?: MxRecord[] | Failure;
	SRV?: SrvRecord[] | Failure;
}

/** By name, in lower case. */
export type Zone = Record<string, Names>;

export interface DnsServer {
	/** May be changed at any time. */
	zone: Zone;
	/** What was asked, such as `MX example.test`. */
	asked(): string[];
	/** Every byte that was received. */
	received(): Buffer;
	/** Asks this server alone, once. */
	resolver(timeoutMs: number): Resolver;
	close(): Promise<void>;
}

/** Starts a DNS server on a free UDP port of 127.0.0.1 (RFC 1035 §4). */
export async function startDnsServer(zone: Zone = {}): Promise<DnsServer> {
	const questions: Question[] = [];
	const received: Buffer[] = [];
	const socket = createSocket('udp4');
	socket.on('message', (message, { port, address }) => {
		received.push(message);
		const question = questionIn(message);
		questions.push(question);
		const found = server.zone[question.name]?.[question.type] ?? [];
		if (found !== 'silence') socket.send(reply(question, found), port, address);
	});
	await once(socket.bind(0, '127.0.0.1'), 'listening');
	const { port } = socket.address();
	const server: DnsServer = {
		zone,
		asked: () => questions.map(({ type, name }) => `${type} ${name}`),
		received: () => Buffer.concat(received),
		resolver: (timeoutMs) => {
			const resolver = new Resolver({ timeout: timeoutMs, tries: 1 });
			resolver.setServers([`127.0.0.1:${port}`]);
			return resolver;
		},
		close: async () => {
			const closed = once(socket, 'close');
			socket.close();
			await closed;
		},
	};
	return server;
}

const types = { A: 1, MX: 15, AAAA: 28, SRV: 33 } as const;
const failures = { SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 } as const;

interface Question {
	id: number;
	name: string;
	type: keyof typeof types;
	/** As it was asked, to be repeated in the answer. */
	bytes: Buffer;
}

function questionIn(message: Buffer): Question {
	const labels: string[] = [];
	let at = 12;
	for (let length = message.readUInt8(at); length > 0; length = message.readUInt8(at)) {
		labels.push(message.toString('latin1', at + 1, at + 1 + length));
		at += 1 + length;
	}
	const number = message.readUInt16BE(at + 1);
	const type = Object.entries(types).find(([, each]) => each === number)?.[0];
	if (type === undefined) throw new Error(`Nobody should ask for type ${number}`);
	return {
		id: message.readUInt16BE(0),
		name: labels.join('.').toLowerCase(),
		type: type as Question['type'],
		bytes: message.subarray(12, at + 5),
	};
}

function reply(
	{ id, type, bytes }: Question,
	found: unknown[] | Exclude<Failure, 'silence'>,
): Buffer {
	const records = typeof found === 'string' ? [] : found;
	const code = typeof found === 'string' ? failures[found] : 0;
	const header = [id, 0x8180 | code, 1, records.length, 0, 0];
	return Buffer.concat([uint16(...header), bytes, ...records.map((one) => answer(type, one))]);
}

/** A record about the name in the question, to be kept for no time. */
function answer(type: Question['type'], record: unknown): Buffer {
	const data = encode[type](record as never);
	return Buffer.concat([uint16(0xc00c, types[type], 1, 0, 0, data.length), data]);
}

const encode: { [Type in Question['type']]: (record: never) => Buffer } = {
	A: (address: string) => Buffer.from(address.split('.').map(Number)),
	AAAA: (address: string) => ipv6(address),
	MX: ({ priority, exchange }: MxRecord) => Buffer.concat([uint16(priority), labels(exchange)]),
	SRV: ({ priority, weight, port, name }: SrvRecord) =>
		Buffer.concat([uint16(priority, weight, port), labels(name)]),
};

function uint16(...numbers: number[]): Buffer {
	return Buffer.concat(numbers.map((number) => Buffer.from([number >> 8, number & 255])));
}

function labels(name: string): Buffer {
	const each = name === '' ? [] : name.split('.');
	return Buffer.concat([
		...each.map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)])),
		Buffer.from([0]),
	]);
}

function ipv6(address: string): Buffer {
	const [before = '', after] = address.split('::');
	const groups = (half?: string) => (half ? half.split(':').map((each) => parseInt(each, 16)) : []);
	const gap = after === undefined ? 0 : 8 - groups(before).length - groups(after).length;
	return uint16(...groups(before), ...Array<number>(gap).fill(0), ...groups(after));
}
