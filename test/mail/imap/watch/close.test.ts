import { startMailServer } from '../../../../sandbox/mailserver';
import { accountFor, alice, users } from '../../../support/account';
import { eml } from '../../../support/eml';
import { imapAccount } from '../../../support/imapAccount';
import { type Script, startScriptedServer } from '../../../support/scriptedServer';
import { until } from '../../../support/until';
import { startWatching } from '../../../support/watching';

/** Generous for a busy machine, and less than the deadlines that would end the connection anyway. */
const AT_ONCE_MS = 12_000;

/** An IMAP server that falls silent at a command, or before its greeting. */
function silentAt(silence: string) {
	const silent = Promise.withResolvers<undefined>();
	const left = Promise.withResolvers<undefined>();
	const script: Script = async (peer) => {
		try {
			if (silence !== 'greeting') peer.send('* OK IMAP4rev1 ready\r\n');
			else silent.resolve(undefined);
			for (;;) {
				const [tag = '', command = ''] = (await peer.line()).split(' ');
				if (command === silence) silent.resolve(undefined);
				else if (command === 'CAPABILITY') {
					peer.send(`* CAPABILITY IMAP4rev1\r\n${tag} OK Done\r\n`);
				} else peer.send(`${tag} OK Done\r\n`);
			}
		} finally {
			left.resolve(undefined);
		}
	};
	return { script, silent: silent.promise, left: left.promise };
}

describe('a watch that is closed leaves at once', () => {
	it.each(['greeting', 'LOGIN', 'EXAMINE', 'UID'])(
		'where the server is silent at %s',
		async (silence) => {
			const { script, silent, left } = silentAt(silence);
			const server = await startScriptedServer(script);
			const { watch, troubles } = startWatching(imapAccount(server.port, 'none'));
			await silent;
			watch.close();
			await left;
			await expect(watch.opened()).resolves.toBeUndefined();
			expect(troubles).toEqual([]);
			await server.close();
		},
		AT_ONCE_MS,
	);

	it('where it is connected, also when it is closed twice', async () => {
		const server = await startMailServer({ users });
		const { watch } = startWatching(accountFor(server));
		await watch.opened();
		watch.close();
		watch.close();
		await until(() => server.connections().imap === 0);
		await server.close();
	});
});

it('hands nothing over after it was closed, and the cursor stays', async () => {
	const server = await startMailServer({ users });
	const account = accountFor(server);
	const subjects = Array.from({ length: 5 }, (_, index) => `message ${index}`);
	for (const subject of subjects) server.deliver(alice, eml({ subject }));
	const taken = Promise.withResolvers<undefined>();
	const first = startWatching(account, {
		maxInFlight: 2,
		handle: async () => ({ done: taken.promise }),
	});
	await first.handedOver(2);
	const cursor = first.cursor();
	first.watch.close();
	taken.resolve(undefined);
	server.deliver(alice, eml({ subject: 'after' }));

	const second = startWatching(account, { cursor });
	await second.handedOver(6);
	expect(first.subjects()).toEqual(subjects.slice(0, 2));
	expect(first.cursor()).toEqual(cursor);
	expect(second.subjects()).toEqual([...subjects, 'after']);
	second.watch.close();
	await until(() => server.connections().imap === 0);
	await server.close();
});
