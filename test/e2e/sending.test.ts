import { z } from 'zod';
import type { Workflow } from '../../sandbox/n8n/client';
import { alice, bob, credentialFor } from '../support/account';
import { arrived } from '../support/arrived';
import { describeServers, type TestServer } from '../support/servers';
import { press, Question } from './asking';
import { startFakeModel } from './fakeModel';
import { eventually, startWorld, type World } from './world';

jest.setTimeout(240_000);

const carol = 'carol@example.test';
const users = { [alice]: 'alice-pass', [bob]: 'bob-pass', [carol]: 'carol-pass' };

let world: World;
beforeAll(async () => {
	world = await startWorld();
});
afterAll(() => world?.close());

const outcome = z.looseObject({ success: z.boolean(), status: z.string() });

describeServers('Envelope Send in the real n8n', (startServer) => {
	let server: TestServer;
	let account: { id: string; name: string };

	beforeAll(async () => {
		server = await startServer({ users });
		const name = `Alice on the ${server.kind} server`;
		const data = credentialFor(server, { sentCopy: 'always' });
		const id = await world.client.saveCredential({ name, type: 'envelopeAccount', data });
		account = { id, name };
	});
	afterAll(() => server?.close());

	/** A mail from Bob to Alice and Carol, with a file, in Alice's inbox; @returns its Message-ID */
	async function receive(subject: string): Promise<string> {
		const messageId = `<${subject.replaceAll(' ', '-')}@example.test>`;
		const lines = [
			`Message-ID: ${messageId}`,
			`From: Bob <${bob}>`,
			`To: Alice <${alice}>, Carol <${carol}>`,
			`Subject: ${subject}`,
			'MIME-Version: 1.0',
			'Content-Type: multipart/mixed; boundary=part',
			'',
			'--part',
			'Content-Type: text/plain; charset=utf-8',
			'',
			'Can you come at nine?',
			'--part',
			'Content-Type: application/pdf; name=plan.pdf',
			'Content-Disposition: attachment; filename=plan.pdf',
			'Content-Transfer-Encoding: base64',
			'',
			Buffer.from('the plan').toString('base64'),
			'--part--',
			'',
		];
		await server.deliver(alice, lines.join('\r\n'));
		return messageId;
	}

	const flagsOf = async (subject: string) => {
		const messages = await server.messages(alice);
		return messages.find(({ raw }) => raw.includes(`Subject: ${subject}\r\n`))?.flags;
	};

	const sendNode = (name: string, type: string, parameters: Record<string, unknown>) => ({
		id: name,
		name,
		type: `n8n-nodes-envelope.${type}`,
		typeVersion: 1,
		position: [300, 0],
		parameters: { resource: 'message', ...parameters },
		credentials: { envelopeAccount: account },
	});

	let workflows = 0;

	/** Starts the operation in a workflow of its own. */
	async function start(
		operation: string,
		parameters: Record<string, unknown>,
		responseMode: 'lastNode' | 'onReceived',
	) {
		// n8n goes on serving an active workflow for a while after a new one was saved in its place.
		const id = `Sending-${server.kind}-${workflows++}`;
		const webhook = {
			id: 'webhook',
			name: 'Webhook',
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2.1,
			position: [0, 0],
			webhookId: id,
			parameters: { path: id, httpMethod: 'POST', responseMode },
		};
		await save(id, [webhook, sendNode('Mail', 'envelopeSend', { operation, ...parameters })], {
			Webhook: { main: [[{ node: 'Mail', type: 'main', index: 0 }]] },
		});
		return { id, response: await post(`webhook/${id}`, {}) };
	}

	/** Runs the operation; @returns the item that comes out */
	async function run(operation: string, parameters: Record<string, unknown>) {
		const { response } = await start(operation, parameters, 'lastNode');
		return outcome.parse(await response.json());
	}

	/** The execution of a workflow that has run once, as soon as it has this status. */
	const execution = (id: string, status: string) =>
		eventually(async () => {
			const [only] = await world.client.executions(id);
			return only?.status === status ? only : undefined;
		});

	async function save(
		id: string,
		nodes: Workflow['nodes'],
		connections: Workflow['connections'],
	): Promise<void> {
		const settings = { executionOrder: 'v1' };
		await world.client.saveWorkflow({ id, name: id, nodes, connections, settings });
		await world.client.activate(id);
	}

	/** n8n registers a webhook some time after it said that the workflow is active. */
	const post = (path: string, body: unknown) =>
		eventually(async () => {
			const headers = { 'content-type': 'application/json' };
			const request = { method: 'POST', headers, body: JSON.stringify(body) };
			const response = await fetch(`${world.n8n.url}/${path}`, request);
			return response.status === 404 ? undefined : response;
		});

	it('sends Markdown with its placeholders filled, and keeps a copy', async () => {
		const sent = await run('send', {
			to: bob,
			subject: 'Order {{number}}',
			bodyFormat: 'markdown',
			markdown: 'Dear **{{name}}**',
			options: { fillPlaceholders: true, templateData: '{"number": 4711, "name": "B<o>b"}' },
		});
		expect(sent).toMatchObject({ status: 'delivered', sentCopy: { status: 'saved' } });
		const [mail] = await arrived(server, 'Order 4711');
		expect(mail?.html).toContain('Dear <strong>B&lt;o&gt;b</strong>');
		expect((await server.messages(alice, 'Sent')).at(-1)?.raw.toString()).toContain('Order 4711');
	});

	it('tells in a dry run what it would send, and sends nothing', async () => {
		const to = `${bob}, ${carol}`;
		const options = { dryRun: true };
		const parameters = { to, subject: 'Not yet', bodyFormat: 'text', text: 'Hi', options };
		expect(await run('send', parameters)).toMatchObject({
			status: 'dryRun',
			envelope: { from: alice, to: [bob, carol] },
		});
		const inbox = await server.messages(bob);
		expect(inbox.some(({ raw }) => raw.includes('Not yet'))).toBe(false);
	});

	it('replies in the conversation, and marks the original as answered', async () => {
		const message = await receive('One question');
		const parameters = { message, bodyFormat: 'text', text: 'Yes', options: {} };
		expect(await run('reply', parameters)).toMatchObject({ accepted: [bob], flagged: true });
		const [mail] = await arrived(server, 'Re: One question');
		expect(mail).toMatchObject({ inReplyTo: message, references: message });
		expect(mail?.text).toMatch(/^Yes\n.*> Can you come at nine\?/s);
		expect(await flagsOf('One question')).toContain('\\Answered');
	});

	it('replies to all but ourselves', async () => {
		const message = await receive('All of you');
		const parameters = { message, bodyFormat: 'text', text: 'Yes', options: {} };
		expect(await run('replyAll', parameters)).toMatchObject({ accepted: [bob, carol] });
		expect(await arrived(server, 'Re: All of you', { address: carol })).toHaveLength(1);
	});

	it('forwards with the file', async () => {
		const message = await receive('The plan');
		const parameters = { message, to: carol, bodyFormat: 'text', text: 'See below', options: {} };
		expect(await run('forward', parameters)).toMatchObject({ accepted: [carol], flagged: true });
		const [mail] = await arrived(server, 'Fwd: The plan', { address: carol });
		expect(mail?.attachments.map(({ content }) => content.toString())).toEqual(['the plan']);
		expect(await flagsOf('The plan')).toContain('$Forwarded');
	});

	it('redirects unchanged', async () => {
		const message = await receive('Not for me');
		expect(await run('redirect', { message, to: carol, options: {} })).toMatchObject({
			accepted: [carol],
			messageId: message,
		});
		const [mail] = await arrived(server, 'Not for me', { address: carol });
		expect(mail).toMatchObject({ messageId: message, from: { value: [{ address: bob }] } });
		expect(mail?.headers.get('resent-from')).toBe(alice);
	});

	it('asks, and goes on with the answer', async () => {
		const parameters = { to: bob, subject: 'May it go out?', message: 'Order 4711', options: {} };
		const { id } = await start('sendAndWait', parameters, 'onReceived');
		const [mail] = await arrived(server, 'May it go out?');
		await execution(id, 'waiting');
		if (mail) await press(new Question(mail).link('Approve'), { choice: 'approve' });
		const { data } = await execution(id, 'success');
		expect(JSON.stringify(data)).toContain('"approved":true');
	});

	it('does all of it as tools of an AI agent', async () => {
		const message = await receive('For the agent');
		const text = { bodyFormat: 'text', text: "={{ $fromAI('text', 'The text') }}" };
		const fields = { message: "={{ $fromAI('message', 'Its ID') }}", ...text, options: {} };
		const to = "={{ $fromAI('to', 'Recipient') }}";
		const subject = "={{ $fromAI('subject', 'Subject') }}";
		const operations = {
			send_mail: { operation: 'send', to, subject, ...text, options: {} },
			reply_to_one: { operation: 'reply', ...fields },
			reply_to_all: { operation: 'replyAll', ...fields },
			forward_mail: { operation: 'forward', to, ...fields },
			redirect_mail: { operation: 'redirect', to, message: fields.message, options: {} },
		};
		const said = { message, text: 'Said by the agent' };
		const model = await startFakeModel(() => [
			['send_mail', { to: bob, subject: 'Agent: new', text: 'Said by the agent' }],
			['reply_to_one', said],
			['reply_to_all', said],
			['forward_mail', { ...said, to: carol }],
			['redirect_mail', { message, to: carol }],
		]);
		try {
			const url = { apiKey: 'none', url: model.url };
			const name = `Model for the ${server.kind} server`;
			const id = await world.client.saveCredential({ name, type: 'openAiApi', data: url });
			await saveAgent(operations, { id, name });
			const body = { action: 'sendMessage', sessionId: 'e2e', chatInput: 'Do it all' };
			const response = await post(`webhook/agent-${server.kind}/chat`, body);
			expect(await response.json()).toMatchObject({ output: 'All done.' });
			const results = model.requests.at(-1)?.messages.filter(({ role }) => role === 'tool') ?? [];
			const problems = results.filter((result) => !JSON.stringify(result).includes('delivered'));
			expect({ problems, count: results.length }).toEqual({ problems: [], count: 5 });
		} finally {
			await model.close();
		}
		expect(await arrived(server, 'Agent: new')).toHaveLength(1);
		expect(await arrived(server, 'Re: For the agent', { count: 2 })).toHaveLength(2);
		expect(await arrived(server, 'Fwd: For the agent', { address: carol })).toHaveLength(1);
		expect(await arrived(server, 'For the agent', { address: carol })).toHaveLength(1);
	});

	/** An agent with a chat and a tool for each of the operations. */
	async function saveAgent(
		operations: Record<string, Record<string, unknown>>,
		openAiApi: { id: string; name: string },
	): Promise<void> {
		const langchain = '@n8n/n8n-nodes-langchain';
		const node = (name: string, type: string, typeVersion: number, parameters = {}) => ({
			...{
				id: name,
				name,
				type: `${langchain}.${type}`,
				typeVersion,
				position: [0, 0],
				parameters,
			},
		});
		const model = { __rl: true, mode: 'list', value: 'gpt-5-mini' };
		const tools = Object.entries(operations).map(([name, parameters]) =>
			sendNode(name, 'envelopeSendTool', parameters),
		);
		const into = (type: string) => ({ [type]: [[{ node: 'Agent', type, index: 0 }]] });
		await save(
			`Agent-${server.kind}`,
			[
				{
					...node('Chat', 'chatTrigger', 1.5, { public: true }),
					webhookId: `agent-${server.kind}`,
				},
				node('Agent', 'agent', 3.1, { options: {} }),
				{
					...node('Model', 'lmChatOpenAi', 1.3, { model, responsesApiEnabled: false }),
					credentials: { openAiApi },
				},
				...tools,
			],
			{
				Chat: into('main'),
				Model: into('ai_languageModel'),
				...Object.fromEntries(tools.map(({ name }) => [name, into('ai_tool')])),
			},
		);
	}
});
