import { valuesOf } from '../headerFields';
import { type Entity, isText, leavesOf, multipartOf, typeOf, withParts } from '../mimeTree';

/**
 * A content without some of its files; what holds nothing else goes with them.
 *
 * @param numbers of parts that are no multiparts
 * @returns the same where nothing is to do
 */
export function without(content: Entity, numbers: ReadonlySet<string>): Entity {
	return remaining(content, numbers) ?? nothing;
}

const nothing: Entity = {
	...{ fields: ['Content-Type: text/plain; charset=utf-8\r\n'], body: Buffer.alloc(0) },
	...{ parts: [], number: '1' },
};

function remaining(entity: Entity, numbers: ReadonlySet<string>): Entity | undefined {
	if (entity.parts.length === 0) return numbers.has(entity.number) ? undefined : entity;
	const parts = entity.parts.flatMap((part) => remaining(part, numbers) ?? []);
	if (parts.length === 0) return undefined;
	const isSame =
		parts.length === entity.parts.length && parts.every((p) => entity.parts.includes(p));
	return isSame ? entity : withParts(entity, parts);
}

/** Content-IDs that the HTML shows, as it was and as it is now. */
interface Shown {
	before: ReadonlySet<string>;
	now: ReadonlySet<string>;
}

/**
 * A content with another body. Its files stay, but for the images that only the old HTML showed;
 * those that the new one shows, too, are put beside it.
 */
export function withBody(content: Entity, body: Entity, { before, now }: Shown): Entity {
	const ownIds = new Set(leavesOf(body).map(contentIdOf));
	const files = leavesOf(content).filter((leaf) => !isText(leaf));
	const images = files.filter((file) => isIn(now, file) && !isIn(ownIds, file));
	const others = files.filter((file) => !isIn(now, file) && !isIn(before, file));
	return withFiles(images.length > 0 ? withImages(body, images) : body, others);
}

/** A content with files behind what it has. */
export function withFiles(content: Entity, files: Entity[]): Entity {
	if (files.length === 0) return content;
	return typeOf(content) === 'multipart/mixed' && content.parts.length > 0
		? withParts(content, [...content.parts, ...files])
		: multipartOf('mixed', [content, ...files]);
}

function withImages(body: Entity, images: Entity[]): Entity {
	const type = typeOf(body);
	if (type === 'multipart/related') return withParts(body, [...body.parts, ...images]);
	if (type === 'text/html') return multipartOf('related', [body, ...images]);
	if (body.parts.length === 0) return body;
	return withParts(
		body,
		body.parts.map((part) => withImages(part, images)),
	);
}

function isIn(ids: ReadonlySet<string | undefined>, file: Entity): boolean {
	const id = contentIdOf(file);
	return id !== undefined && ids.has(id);
}

function contentIdOf({ fields }: Entity): string | undefined {
	return valuesOf(fields, 'content-id').at(0)?.replace(/^<|>$/g, '');
}
