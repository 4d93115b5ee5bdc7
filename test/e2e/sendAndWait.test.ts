import { Asking, main, press } from './asking';
import { startReviewedAgent } from './reviewedAgent';
import { startWorld, type World } from './world';

jest.setTimeout(240_000);

let world: World;
let asking: Asking;

beforeAll(async () => {
	world = await startWorld();
	asking = await Asking.in(world);
	// n8n looks for such executions once a minute; the last test wants it.
	await asking.ask('timeRunsOut', {
		options: {
			limitWaitTime: {
				values: {
					limitType: 'atSpecifiedTime',
					maxDateAndTime: '={{ $now.plus({ seconds: 20 }) }}',
				},
			},
		},
	});
});

afterAll(() => world.close());

const answered = (data: Record<string, unknown>) => [
	{ data: { ...data, respondedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) } },
];

describe('an approval', () => {
	it('is not given by opening the links, however often, and is given by the POST', async () => {
		await asking.ask('approval', {});
		const [question] = await asking.mails('approval');
		await asking.execution('approval', 'waiting');

		const approve = question!.link('Approve');
		for (const url of [approve, question!.link('Decline'), approve, approve]) {
			for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'PATCH']) {
				const response = await fetch(url, { method });
				const page = await response.text();
				if (method === 'GET') expect(page).toContain('May order 4711 go out?');
			}
		}
		await asking.execution('approval', 'waiting');

		const response = await press(approve, { choice: 'approve' });
		expect(response.status).toBe(200);
		expect(await response.text()).toContain('Your answer has been recorded');
		expect(await asking.results('approval')).toEqual(answered({ approved: true }));
	});

	it('is refused by the other button', async () => {
		await asking.ask('refusal', {});
		const [question] = await asking.mails('refusal');
		await asking.execution('refusal', 'waiting');
		await press(question!.link('Decline'), { choice: 'disapprove' });
		expect(await asking.results('refusal')).toEqual(answered({ approved: false }));
	});

	it('has pages that are not kept, not indexed and run no scripts', async () => {
		await asking.ask('headers', { subject: '<script>alert(1)</script>', message: '</textarea>' });
		const [question] = await asking.mails('<script>alert(1)</script>');
		await asking.execution('headers', 'waiting');
		const url = question!.link('Approve');
		const responses = [
			await fetch(url),
			await press(url, {}),
			await press(url, { choice: 'approve' }),
		];
		expect(responses.map(({ status }) => status)).toEqual([200, 422, 200]);
		for (const response of responses) {
			expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
			expect(response.headers.get('cache-control')).toBe('no-store');
			expect(response.headers.get('referrer-policy')).toBe('no-referrer');
			expect(response.headers.get('content-security-policy')).toMatch(/default-src 'none'|sandbox/);
			expect(await response.text()).not.toMatch(/<script|<\/textarea/);
		}
	});

	it('takes no answer whose signature is missing or of another link', async () => {
		await asking.ask('signature', {});
		const [question] = await asking.mails('signature');
		await asking.execution('signature', 'waiting');
		const unsigned = new URL(question!.link('Approve'));
		unsigned.searchParams.delete('signature');
		const changed = question!.link('Decline').replace('choice=disapprove', 'choice=approve');
		for (const url of [unsigned.href, changed]) {
			expect((await press(url, { choice: 'approve' })).status).toBe(401);
		}
		await asking.execution('signature', 'waiting');
	});

	it('is given once: later answers get a page that says so', async () => {
		await asking.ask('once', {});
		const [question] = await asking.mails('once');
		await asking.execution('once', 'waiting');
		const both = [question!.link('Approve'), question!.link('Decline')];
		const [first, second] = await Promise.all([
			press(both[0]!, { choice: 'approve' }),
			press(both[1]!, { choice: 'disapprove' }),
		]);
		const approved = first.status === 200 && (await first.text()).includes('recorded');
		expect([first.status, second.status].filter((status) => status === 200).length).toBeGreaterThan(
			0,
		);
		expect(await asking.results('once')).toEqual(answered({ approved }));
		const later = await press(both[1]!, { choice: 'disapprove' });
		expect(later.status).toBe(200);
		expect(await later.text()).toContain('No action required');
		expect(await asking.results('once')).toEqual(answered({ approved }));
	});
});

it('an answer to the mail of one round of a loop does not answer the next', async () => {
	const loop = {
		id: 'loop-node',
		name: 'Loop',
		type: 'n8n-nodes-base.splitInBatches',
		typeVersion: 3,
		position: [200, 0],
		parameters: { options: {} },
	};
	const items = {
		id: 'items-node',
		name: 'Items',
		type: 'n8n-nodes-base.code',
		typeVersion: 2,
		position: [100, 0],
		parameters: { jsCode: 'return [{ json: { order: 1 } }, { json: { order: 2 } }];' },
	};
	const ask = asking.envelope('envelopeSend', 'Ask', {
		resource: 'message',
		operation: 'sendAndWait',
		to: 'bob@example.test',
		subject: 'loop',
		message: '=Order {{ $json.order }}',
		options: {},
	});
	await asking.start('loop', [items, loop, ask], {
		Start: { main: [[main('Items')]] },
		Items: { main: [[main('Loop')]] },
		Loop: { main: [[], [main('Ask')]] },
		Ask: { main: [[main('Loop')]] },
	});
	const [first] = await asking.mails('loop');
	await asking.execution('loop', 'waiting');
	await press(first!.link('Approve'), { choice: 'approve' });

	const [, second] = await asking.mails('loop', 2);
	await asking.execution('loop', 'waiting');
	expect(second!.mail.text).toContain('Order 2');
	const again = await press(first!.link('Approve'), { choice: 'approve' });
	expect(again.status).toBe(410);
	expect(await again.text()).toContain('This question is closed');
	await asking.execution('loop', 'waiting');

	await press(second!.link('Decline'), { choice: 'disapprove' });
	expect(await asking.results('loop')).toEqual([
		...answered({ approved: true }),
		...answered({ approved: false }),
	]);
});

it('a mail that cannot be sent is an error, and nothing waits', async () => {
	await asking.ask('unsent', { to: 'nobody@elsewhere.test' });
	const { data } = await asking.execution('unsent', 'error');
	expect(JSON.stringify(data)).toContain('RECIPIENT_REJECTED');
});

describe('a text and a form', () => {
	it('give what was written', async () => {
		// The node's name is part of an expression that n8n evaluates.
		const name = 'Ask {{ "Bob" }} \\ `now`';
		await asking.ask('freeText', { responseType: 'freeText' }, name);
		const [question] = await asking.mails('freeText');
		await asking.execution('freeText', 'waiting');
		const url = question!.link('Respond');
		const empty = await press(url, { choice: 'submit', 'field-0': ' ' });
		expect(empty.status).toBe(422);
		expect(await empty.text()).toContain('Please answer this.');
		await asking.execution('freeText', 'waiting');
		await press(url, { choice: 'submit', 'field-0': 'Ünë\r\n<b>line</b>' });
		expect(await asking.results('freeText', name)).toEqual(answered({ text: 'Ünë\n<b>line</b>' }));
	});

	it('take a form as JSON', async () => {
		await asking.ask('jsonForm', {
			responseType: 'customForm',
			defineForm: 'json',
			formJson: JSON.stringify([
				{ fieldLabel: 'Size', fieldType: 'dropdown', fieldOptions: { values: [{ option: 'L' }] } },
				{ fieldLabel: 'Count', fieldType: 'number' },
			]),
		});
		const [question] = await asking.mails('jsonForm');
		await asking.execution('jsonForm', 'waiting');
		await press(question!.link('Respond'), { choice: 'submit', 'field-0': 'L', 'field-1': '3' });
		expect(await asking.results('jsonForm')).toEqual(answered({ Size: 'L', Count: 3 }));
	});
});

describe('the review of what an agent wants to do', () => {
	const subjectsOf = (address: string) =>
		world.mail
			.messages(address)
			.map(({ raw }) => /^Subject: (.+)\r$/im.exec(raw.toString())?.[1] ?? '');

	it('lets the tool run once it is approved, and shows what it is about to do', async () => {
		const model = await startReviewedAgent(world, asking, 'agentApproved', ['alice@example.test']);
		try {
			const [question] = await asking.mails('agentApproved: review');
			await asking.execution('agentApproved', 'waiting');
			expect(question!.mail.text).toContain('Hello alice@example.test');
			expect(subjectsOf('alice@example.test')).not.toContain('agentApproved');
			await press(question!.link('Approve'), { choice: 'approve' });
			expect(await asking.results('agentApproved', 'Agent')).toEqual([{ output: 'All done.' }]);
			expect(subjectsOf('alice@example.test')).toContain('agentApproved');
		} finally {
			await model.close();
		}
	});

	it('tells the model where it is disapproved, and the tool does not run', async () => {
		const model = await startReviewedAgent(world, asking, 'agentRefused', ['alice@example.test']);
		try {
			const [question] = await asking.mails('agentRefused: review');
			await asking.execution('agentRefused', 'waiting');
			await press(question!.link('Decline'), { choice: 'disapprove' });
			await asking.execution('agentRefused', 'success');
			expect(JSON.stringify(model.requests.at(-1)?.messages)).toContain('rejected the tool call');
			expect(subjectsOf('alice@example.test')).not.toContain('agentRefused');
		} finally {
			await model.close();
		}
	});

	it('asks for each call, and the answer to one is none to the other', async () => {
		const model = await startReviewedAgent(world, asking, 'agentTwice', [
			'alice@example.test',
			'bob@example.test',
		]);
		try {
			const [first] = await asking.mails('agentTwice: review');
			await asking.execution('agentTwice', 'waiting');
			await press(first!.link('Approve'), { choice: 'approve' });
			const [, second] = await asking.mails('agentTwice: review', 2);
			await asking.execution('agentTwice', 'waiting');
			expect((await press(first!.link('Approve'), { choice: 'approve' })).status).toBe(410);
			await press(second!.link('Decline'), { choice: 'disapprove' });
			await asking.execution('agentTwice', 'success');
			const sent = [...subjectsOf('alice@example.test'), ...subjectsOf('bob@example.test')];
			expect(sent.filter((subject) => subject === 'agentTwice')).toHaveLength(1);
		} finally {
			await model.close();
		}
	});
});

it('goes on when the time has run out, and says so', async () => {
	const [question] = await asking.mails('timeRunsOut');
	expect(question!.mail.text).toMatch(/Open until .* at \d\d:\d\d CES?T\./);
	expect(await asking.results('timeRunsOut')).toEqual([
		{ data: { approved: false, timedOut: true } },
	]);
	const late = await press(question!.link('Approve'), { choice: 'approve' });
	expect(await late.text()).toContain('No action required');
});
