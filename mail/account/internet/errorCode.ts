import { z } from 'zod';

const withCode = z.object({ code: z.string() });

/** The code on an error of Node.js, such as `ENOTFOUND`; not its message, which may quote a stranger. */
export function errorCode(error: unknown): string {
	return withCode.safeParse(error).data?.code ?? 'no code';
}
