import { mailboxes } from '../../sandbox/mailboxes';
import { eml } from '../support/eml';
import { expectNoToken, oauth2Credential } from '../support/oauth2';
import { startTokenServer, type TokenServer } from '../support/tokenServer';
import { eventually, startWorld, type World } from './world';

jest.setTimeout(240_000);

const { Alice, Bob } = mailboxes;
let tokens: TokenServer;
let world: World;

beforeAll(async () => {
	tokens = await startTokenServer();
	world = await startWorld(tokens.accepts);
});

afterAll(async () => {
	await world?.close();
	await tokens?.close();
});

/** As a backup of n8n brings it: with tokens whose time is up. */
const imported = (name: string, type: string, address: string) =>
	world.client.saveCredential({
		name,
		type,
		data: { ...oauth2Credential(world.mail, tokens, tokens.issue(address, -1)), address },
	});

const sendNode = (name: string, authentication: string, id: string, to: string) => ({
	...{
		id: name,
		name,
		type: 'n8n-nodes-envelope.envelopeSend',
		typeVersion: 1,
		position: [200, 0],
	},
	parameters: {
		...{ authentication, resource: 'message', operation: 'send', to, options: {} },
		...{ subject: '=Seen: {{ $json.subject }}', bodyFormat: 'text', text: 'Hi' },
	},
	credentials: { [authentication]: { id, name } },
	onError: 'continueRegularOutput',
});

it('a trigger and a send renew tokens that have expired, and a revoked one says what to do', async () => {
	const google = 'envelopeGoogleOAuth2Api';
	const microsoft = 'envelopeMicrosoftOAuth2Api';
	const alice = await imported('Alice', google, Alice);
	const bob = await imported('Bob', microsoft, Bob);
	tokens.revoke(Bob);
	await world.client.saveWorkflow({
		id: 'EnvelopeOAuth0001',
		name: 'OAuth2',
		nodes: [
			{
				...{ id: 'trigger', name: 'New mail', type: 'n8n-nodes-envelope.envelopeTrigger' },
				...{ typeVersion: 1, position: [0, 0] },
				parameters: {
					authentication: google,
					folder: { __rl: true, mode: 'name', value: 'INBOX' },
					startFrom: 'all',
				},
				credentials: { [google]: { id: alice, name: 'Alice' } },
			},
			sendNode('Alice', google, alice, Bob),
			sendNode('Bob', microsoft, bob, Alice),
		],
		connections: {
			'New mail': { main: [[{ node: 'Alice', type: 'main', index: 0 }]] },
			Alice: { main: [[{ node: 'Bob', type: 'main', index: 0 }]] },
		},
		settings: { executionOrder: 'v1' },
	});
	await world.client.activate('EnvelopeOAuth0001');
	world.mail.deliver(Alice, eml({ subject: 'first' }));
	const [execution] = await eventually(async () => {
		const runs = await world.client.executions('EnvelopeOAuth0001');
		return runs.every(({ finished }) => finished) && runs.length > 0 ? runs : undefined;
	});

	const sent = world.mail.messages(Bob).map(({ raw }) => raw.toString());
	expect(sent).toContainEqual(expect.stringContaining('Subject: Seen: first'));
	// Alice's once, because n8n kept the new token; Bob's, in vain.
	expect(tokens.refreshes()).toBe(2);
	const seen = JSON.stringify(execution?.data);
	expect(seen).toMatch(/reconnect the credential.*SMTP_AUTH_FAILED/);
	expectNoToken(seen + world.n8n.log(), tokens);
});
