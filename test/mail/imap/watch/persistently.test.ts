import { EnvelopeError } from '../../../../mail/errors';
import { persistently } from '../../../../mail/imap/watch/persistently';
import { manualClock } from '../../../support/manualClock';

/** What was told in two hours in which something fails. */
const toldOf = async (error: EnvelopeError) => {
	const clock = manualClock();
	const abort = new AbortController();
	const told: { code: string; minute: number }[] = [];
	const trying = persistently(
		() => Promise.reject(error),
		{
			clock,
			outageMs: 15 * 60_000,
			onProblem: ({ code }) => told.push({ code, minute: Math.floor(clock.now() / 60_000) }),
		},
		abort.signal,
	);
	await clock.advance(0);
	for (let minute = 0; minute < 120; minute++) await clock.advance(60_000);
	abort.abort();
	await expect(trying).resolves.toBeUndefined();
	return told;
};

it('tells once, and at once, of what will not pass by itself', async () => {
	const error = new EnvelopeError('FOLDER_NOT_FOUND', 'No Sent folder', { phase: 'folder' });
	expect(await toldOf(error)).toEqual([{ code: 'FOLDER_NOT_FOUND', minute: 0 }]);
});

it('tells once of what might have passed and has not for long', async () => {
	const error = new EnvelopeError('CONNECTION_LIMIT', 'Too many', { phase: 'login' });
	expect(await toldOf(error)).toEqual([{ code: 'CONNECTION_LIMIT', minute: expect.any(Number) }]);
});
