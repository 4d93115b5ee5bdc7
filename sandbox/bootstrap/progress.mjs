const { stdout } = process;

/** Says what is going on and for how long already: each second on a terminal, else every 30 s. */
export function showProgress(title) {
	const started = Date.now();
	const elapsed = () => `${Math.round((Date.now() - started) / 1000)} s`;
	const write = stdout.isTTY
		? (end) => stdout.write(`\r${title} … ${elapsed()}${end}`)
		: (end) => stdout.write(`${title} … ${elapsed()}${end || '\n'}`);

	write('');
	const timer = setInterval(() => write(''), stdout.isTTY ? 1000 : 30_000);
	return {
		end(succeeded) {
			clearInterval(timer);
			write(succeeded ? ', done\n' : ', failed\n');
		},
	};
}
