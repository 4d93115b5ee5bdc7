import { pipeline, type Readable, Transform } from 'node:stream';

/**
 * A stream that fails where it is longer than it may be, instead of ending early.
 *
 * @param tooLong makes the error
 */
export function upTo(content: Readable, maxBytes: number, tooLong: () => Error): Readable {
	let bytes = 0;
	const counted = new Transform({
		transform(chunk: Buffer, _encoding, done) {
			bytes += chunk.length;
			if (bytes > maxBytes) done(tooLong());
			else done(null, chunk);
		},
	});
	// Who reads the stream sees its error.
	return pipeline(content, counted, () => {});
}
