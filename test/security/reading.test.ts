import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { IDataObject, INodeProperties, INodeType } from 'n8n-workflow';
import { simpleParser } from 'mailparser';
import { EnvelopeDraft } from '../../nodes/EnvelopeDraft/EnvelopeDraft.node';
import { EnvelopeSend } from '../../nodes/EnvelopeSend/EnvelopeSend.node';
import { EnvelopeTrigger } from '../../nodes/EnvelopeTrigger/EnvelopeTrigger.node';
import { alice } from '../support/account';
import { type Attacked, startAttacked } from '../support/attacked';
import { eml } from '../support/eml';
import { fieldsOf } from '../support/nodeFields';
import { putOriginal } from '../support/original';
import { describeServers } from '../support/servers';

const SECRET = 'what the file and the URL hold';

let directory: string;
let file: string;
let web: Server;
let port: number;
let connected = 0;

beforeAll(async () => {
	directory = mkdtempSync(join(tmpdir(), 'envelope-reading-'));
	file = join(directory, 'secret.txt');
	writeFileSync(file, SECRET);
	// Any connection counts, whatever is spoken on it.
	web = createServer((socket) => {
		connected++;
		socket.on('error', () => {});
		socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${SECRET.length}\r\n\r\n${SECRET}`);
	});
	await once(web.listen(0, '127.0.0.1'), 'listening');
	({ port } = web.address() as AddressInfo);
});

afterAll(() => {
	web.close();
	rmSync(directory, { recursive: true });
});

/** What could be taken for a place to read from, or to connect to. */
function places(): unknown[] {
	const url = `http://127.0.0.1:${port}/secret`;
	const texts = [file, pathToFileURL(file).href, url, `127.0.0.1:${port}`];
	const objects = texts.flatMap((path) => [
		...[{ path }, { href: path }, { filename: 'a.txt', path }],
		...[{ raw: { path } }, { content: { path } }, { host: '127.0.0.1', port }],
	]);
	return [
		...texts,
		...objects,
		objects,
		JSON.stringify(objects),
		`[a](${url}) ![a](${url}) ![b](${file}) <img src="${url}"><img src="${file}">`,
		`<link rel="stylesheet" href="${url}"><style>@import "${url}"</style><iframe src="${url}">`,
		`BEGIN:VCALENDAR\nATTACH:${url}\nURL:${url}`,
		`<${url}>, <mailto:a@b.test>`,
		`alice@127.0.0.1:${port}`,
		`alice@[127.0.0.1]`,
	];
}

const operations = ['send', 'sendAndWait', 'reply', 'forward', 'redirect'];
const given = '={{ $json.given }}';

describeServers('No file and no URL is read', (start) => {
	let attacked: Attacked;
	let original: string;
	let draft: string;

	beforeAll(async () => {
		attacked = await startAttacked(start);
		const html = places()
			.map((place) => (typeof place === 'string' ? `${place}<img src="${place}">` : ''))
			.join('\r\n');
		const headers = ['Content-Type: text/html', `List-Unsubscribe: <http://127.0.0.1:${port}/>`];
		original = await putOriginal(attacked.server, eml({ headers, body: html }));
		const [created] = await attacked.draft({});
		draft = created?.messageId as string;
	});

	afterAll(() => attacked?.close());

	const items = () => places().map((place) => ({ json: { given: place } as IDataObject }));

	describe.each(operations)('for %s', (operation) => {
		test.each(fieldsOf(new EnvelopeSend().description, operation))('in $path', async (field) => {
			const message = operation === 'sendAndWait' ? 'Yes or no?' : original;
			const json = await attacked.send({ operation, message, ...field.holding(given) }, items());
			expect(json).toHaveLength(places().length);
		});
	});

	describe.each(['create', 'update'])('for %s of a draft', (operation) => {
		test.each(fieldsOf(new EnvelopeDraft().description, operation))('in $path', async (field) => {
			const parameters = { operation, draft, ...field.holding(given) };
			const json = await attacked.draft(parameters, items());
			expect(json).toHaveLength(places().length);
		});
	});

	test.each(['filesystem-v2', 'filesystem', 'default', 's3', ''])(
		'for a file of an item that claims to be in the store %j',
		async (mode) => {
			const up = '../'.repeat(20);
			const ids = [file, `${up}${file}`, pathToFileURL(file).href, `http://127.0.0.1:${port}/`];
			const forged = ids.map((path) => ({
				json: {},
				binary: { data: { id: `${mode}:${path}`, data: mode, mimeType: 'text/plain' } },
			}));
			const json = await attacked.send({ options: { attachments: '*' } }, forged);
			expect(json).toMatchObject(forged.map(() => ({ success: false })));
		},
	);

	test('so that nobody connected, and nothing of them was sent or kept', async () => {
		const sent = attacked.sink.messages().map(({ data }) => data);
		const drafts = (await attacked.server.messages(alice, 'Drafts')).map(({ raw }) => raw);
		expect([sent.length > 100, drafts.length > 100]).toEqual([true, true]);
		for (const raw of [...sent, ...drafts]) {
			const { text = '', html, attachments } = await simpleParser(raw);
			const contents = attachments.map(({ content }) => content.toString());
			expect([raw.toString(), text, html, ...contents].join('\n')).not.toContain(SECRET);
		}
		expect(connected).toBe(0);
	});

	test('and parameters that no field has lead to no other server', async () => {
		const hosts = { host: '127.0.0.1', smtpHost: '127.0.0.1', imapHost: '127.0.0.1' };
		const elsewhere = { ...hosts, port, smtpPort: port, imapPort: port, secure: false };
		const before = attacked.sink.messages().length;
		const parameters = { ...elsewhere, options: elsewhere, credential: elsewhere };
		expect(await attacked.send(parameters)).toMatchObject([{ status: 'delivered' }]);
		expect(attacked.sink.messages()).toHaveLength(before + 1);
		expect(connected).toBe(0);
	});
});

/** CVE-2026-42226: whoever may use a credential but not see it must not choose where it is sent. */
describe('No field names a server', () => {
	const ofServers = /^port|Port|[hH]ost|[sS]erver|[uU]rl|[pP]roxy|[eE]ndpoint/;
	const nodes: INodeType[] = [new EnvelopeSend(), new EnvelopeDraft(), new EnvelopeTrigger()];

	test.each(nodes.map(({ description }) => [description.displayName, description] as const))(
		'of %s',
		(_, { properties }) => {
			const names = properties.flatMap(namesIn);
			expect(names.length).toBeGreaterThan(5);
			expect(names.filter((name) => ofServers.test(name))).toEqual([]);
		},
	);
});

function namesIn({ name, options = [] }: INodeProperties): string[] {
	const inside = options.flatMap((option) => {
		if ('values' in option) return option.values.flatMap(namesIn);
		return 'type' in option ? namesIn(option) : [];
	});
	return [name, ...inside];
}
