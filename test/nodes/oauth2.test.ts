import { LoadOptionsContext } from 'n8n-core';
import { type IDataObject, type INode, Workflow } from 'n8n-workflow';
import { closeImapPools } from '../../mail/imap/pool';
import { closeSmtpPools } from '../../mail/smtp/pool';
import { EnvelopeDraft } from '../../nodes/EnvelopeDraft/EnvelopeDraft.node';
import { EnvelopeTrigger } from '../../nodes/EnvelopeTrigger/EnvelopeTrigger.node';
import { alice, users } from '../support/account';
import { arrived } from '../support/arrived';
import { eml } from '../support/eml';
import { additionalData, nodeTypes, runNode } from '../support/engine';
import { expectNoToken, oauth2Credential } from '../support/oauth2';
import { runSend } from '../support/sendNode';
import { describeServers, type TestServer } from '../support/servers';
import { startTokenServer, type TokenData, type TokenServer } from '../support/tokenServer';
import { type RunningTrigger, startTrigger } from '../support/trigger';

const authentication = 'envelopeGoogleOAuth2Api';

describeServers('the nodes with OAuth2', (start) => {
	let tokens: TokenServer;
	let server: TestServer;
	let running: RunningTrigger[] = [];

	beforeEach(async () => {
		tokens = await startTokenServer();
		server = await start({ users, tokens });
	});

	afterEach(async () => {
		await Promise.all(running.map((trigger) => trigger.close()));
		running = [];
		closeSmtpPools();
		await closeImapPools();
		await server.close();
		await tokens.close();
	});

	const credentialOf = (tokenData: TokenData) => oauth2Credential(server, tokens, tokenData);

	const send = (credential: IDataObject, subject: string, items = [{ json: {} }]) =>
		runSend(
			server,
			{ authentication, subject },
			{ credential, credentialType: authentication, items },
		);

	const draft = (credential: IDataObject) =>
		runNode({
			node: new EnvelopeDraft(),
			parameters: {
				...{ authentication, resource: 'draft', operation: 'create' },
				...{ to: '', subject: 'Draft', bodyFormat: 'text', text: 'Hi', inReplyTo: '', options: {} },
			},
			credentialType: authentication,
			credential,
		});

	const trigger = async (credential: IDataObject) => {
		const started = await startTrigger({
			node: new EnvelopeTrigger(),
			parameters: {
				authentication,
				event: 'newMessage',
				folder: { __rl: true, mode: 'list', value: 'INBOX' },
				startFrom: 'all',
				options: {},
			},
			credentialType: authentication,
			credential,
		});
		running.push(started);
		return started;
	};

	it('send with a token that is valid', async () => {
		const { json, error, outputs } = await send(credentialOf(tokens.issue(alice)), 'valid');
		expect(error).toBeUndefined();
		expect(json).toMatchObject([{ success: true, status: 'delivered' }]);
		await arrived(server, 'valid');
		expect(tokens.refreshes()).toBe(0);
		expectNoToken(JSON.stringify(outputs), tokens);
	});

	it('draft with a token that is valid', async () => {
		const { json, error } = await draft(credentialOf(tokens.issue(alice)));
		expect(error).toBeUndefined();
		expect(json).toMatchObject([{ success: true }]);
		expect(await server.messages(alice, 'Drafts')).toHaveLength(1);
	});

	it('renew a token in n8n that expires within five minutes, before it is refused', async () => {
		const credential = credentialOf(tokens.issue(alice, 4 * 60));
		const { error } = await send(credential, 'early');
		expect(error).toBeUndefined();
		expect(tokens.refreshes()).toBe(1);
		expect(credential.oauthTokenData).toMatchObject({ access_token: tokens.newest() });
		await send(credential, 'again');
		expect(tokens.refreshes()).toBe(1);
	});

	it('renew a token that is refused, once for all items at once', async () => {
		const { n8n_expires_at: _, ...imported } = tokens.issue(alice);
		tokens.expire(imported.access_token);
		const items = Array.from({ length: 20 }, () => ({ json: {} }));
		const { json, error } = await send(credentialOf(imported as TokenData), 'expired', items);
		expect(error).toBeUndefined();
		expect(json).toHaveLength(20);
		expect(tokens.refreshes()).toBe(1);
	});

	it('say that the credential is to be reconnected, where the access was revoked', async () => {
		const expired = tokens.issue(alice, -1);
		tokens.revoke(alice);
		const { error } = await send(credentialOf(expired), 'revoked');
		expect(error?.message).toMatch(/reconnect the credential.*will not help.*SMTP_AUTH_FAILED/s);
		expectNoToken(JSON.stringify(error) + String(error?.stack), tokens);
		await expect(trigger(credentialOf(expired))).rejects.toThrow(
			/reconnect the credential.*IMAP_AUTH_FAILED/s,
		);
	});

	it('say the same of a credential that was never connected', async () => {
		const { oauthTokenData: _, ...credential } = credentialOf(tokens.issue(alice));
		const { error } = await send(credential, 'unconnected');
		expect(error?.message).toMatch(/not connected yet.*INVALID_ACCOUNT/s);
	});

	it('say that it may work later, where the token server is out of order', async () => {
		tokens.failWith(503);
		const { error } = await draft(credentialOf(tokens.issue(alice, -1)));
		expect(error?.message).toMatch(/HTTP status 503.*Trying again may help/s);
		expectNoToken(JSON.stringify(error) + String(error?.stack), tokens);
	});

	it('use a token for what is left of its time, where it cannot be renewed', async () => {
		tokens.failWith(503);
		const { json } = await send(credentialOf(tokens.issue(alice, 60)), 'the last minute');
		expect(json).toMatchObject([{ success: true }]);
	});

	it('give up where a new token is refused, too', async () => {
		tokens.issueUseless();
		const { error } = await send(credentialOf(tokens.issue(alice, -1)), 'useless');
		expect(error?.message).toMatch(/reconnect the credential.*SMTP_AUTH_FAILED/s);
		expectNoToken(JSON.stringify(error) + String(error?.stack), tokens);
		expect(tokens.refreshes()).toBe(1);
	});

	it('list the folders, for the form', async () => {
		const parameters = { authentication, folder: { __rl: true, mode: 'list', value: 'INBOX' } };
		const node: INode = {
			...{ id: 'n1', name: 'Trigger', type: 'test.trigger', typeVersion: 1, position: [0, 0] },
			parameters,
			credentials: { [authentication]: { id: 'c1', name: 'Account' } },
		};
		const envelopeTrigger = new EnvelopeTrigger();
		const workflow = new Workflow({
			nodes: [node],
			connections: {},
			active: false,
			nodeTypes: nodeTypes({ 'test.trigger': envelopeTrigger }),
		});
		const data = additionalData(credentialOf(tokens.issue(alice, -1)));
		data.currentNodeParameters = parameters;
		const context = new LoadOptionsContext(workflow, node, data, 'parameters.folder');
		const { results } = await envelopeTrigger.methods.listSearch.searchFolders.call(context);
		expect(results[0]).toEqual({ name: 'INBOX', value: 'INBOX' });
		expect(tokens.refreshes()).toBe(1);
	});

	it('read new mail, also after connections were lost and the token has expired', async () => {
		const now = Date.now.bind(Date);
		let later = 0;
		const clock = jest.spyOn(Date, 'now').mockImplementation(() => now() + later);
		const credential = credentialOf(tokens.issue(alice));
		const watching = await trigger(credential);
		await server.deliver(alice, eml({ subject: 'one' }));
		await watching.startedAtLeast(1);
		for (const subject of ['two', 'three']) {
			tokens.expire((credential.oauthTokenData as TokenData).access_token);
			server.dropConnections();
			await server.deliver(alice, eml({ subject }));
			await watching.startedAtLeast(subject === 'two' ? 2 : 3);
			later += 3_600_000;
		}
		clock.mockRestore();
		expect(watching.started.map(({ json }) => json.subject)).toEqual(['one', 'two', 'three']);
		expect(watching.failures).toEqual([]);
		expect(tokens.refreshes()).toBe(2);
	});
});
