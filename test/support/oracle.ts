import { z } from 'zod';
import { htmlOfText } from '../../mail/message/html';
import { textOfHtml } from '../../mail/message/htmlText';

const address = z.object({ name: z.string().nullish(), address: z.string().nullish() });
const addresses = z.union([
	z.object({ List: z.array(address) }).transform(({ List }) => List),
	z
		.object({ Group: z.array(z.object({ addresses: z.array(address) })) })
		.transform(({ Group }) => Group.flatMap((group) => group.addresses)),
]);
const date = z.object({
	year: z.number(),
	month: z.number(),
	day: z.number(),
	hour: z.number(),
	minute: z.number(),
	second: z.number(),
	tz_before_gmt: z.boolean(),
	tz_hour: z.number(),
	tz_minute: z.number(),
});
const structured = z.object({
	attributes: z.array(z.object({ name: z.string(), value: z.string() })).nullish(),
});
const headerField = z.object({
	name: z.unknown(),
	value: z.unknown(),
});
const parsed = z.object({
	html_body: z.array(z.number()),
	text_body: z.array(z.number()),
	attachments: z.array(z.number()),
	parts: z.array(
		z.object({
			headers: z.array(headerField),
			body: z.object({ Text: z.string().optional(), Html: z.string().optional() }),
		}),
	),
});

type Part = z.infer<typeof parsed>['parts'][number];

/** What another parser read in a message, in the shape in which it is compared. */
export interface Reading {
	messageId: string | null;
	subject: string;
	date: string | null;
	from: string[];
	to: string[];
	replyTo: string[];
	text: string;
	html: string | null;
	fileNames: string[];
}

/** @param json of mail-parser, as the corpus has it */
export function oracleReading(json: string): Reading {
	const { parts, ...lists } = parsed.parse(JSON.parse(json));
	const root = parts[0]?.headers ?? [];
	const last = (name: string) => root.findLast((field) => field.name === name)?.value;
	const text = (name: string) =>
		z.object({ Text: z.string() }).safeParse(last(name)).data?.Text ?? '';
	const people = (name: string) =>
		root
			.filter((field) => field.name === name)
			.flatMap(({ value }) => z.object({ Address: addresses }).safeParse(value).data?.Address ?? [])
			.map(({ name, address }) => person(name ?? '', address ?? ''));
	const bodies = (list: number[]) => list.flatMap((index) => parts[index]?.body ?? []);
	const htmlBodies = bodies(lists.html_body);
	return {
		messageId: text('message_id') || null,
		subject: oneLine(text('subject')),
		date: isoDate(z.object({ DateTime: date }).safeParse(last('date')).data?.DateTime),
		from: people('from'),
		to: people('to'),
		replyTo: people('reply_to'),
		text: dense(
			bodies(lists.text_body)
				.map(({ Text, Html }) => Text ?? textOfHtml(Html ?? ''))
				.join('\n'),
		),
		html: htmlBodies.some(({ Html }) => Html !== undefined)
			? dense(htmlBodies.map(({ Text, Html }) => Html ?? htmlOfText(Text ?? '')).join('<br>\n'))
			: null,
		fileNames: lists.attachments.flatMap((index) => fileName(parts[index]) ?? []),
	};
}

function fileName(part: Part | undefined): string | undefined {
	const attribute = (field: string, name: string) => {
		const value = part?.headers.findLast((header) => header.name === field)?.value;
		const read = z.object({ ContentType: structured }).safeParse(value).data?.ContentType;
		return read?.attributes?.find((each) => each.name === name)?.value;
	};
	return attribute('content_disposition', 'filename') ?? attribute('content_type', 'name');
}

function isoDate(value: z.infer<typeof date> | undefined): string | null {
	if (!value) return null;
	const { year, month, day, hour, minute, second, tz_hour, tz_minute, tz_before_gmt } = value;
	const offset = (tz_hour * 60 + tz_minute) * (tz_before_gmt ? -1 : 1);
	const time = new Date(Date.UTC(year, month - 1, day, hour, minute - offset, second));
	return Number.isNaN(time.getTime()) ? null : time.toISOString();
}

export function person(name: string, address: string): string {
	return oneLine(`${name} <${address}>`);
}

export function oneLine(text: string): string {
	return text.replace(/\s+/g, ' ').trim();
}

/** Without white space, which parsers treat differently at the ends of lines and parts. */
export function dense(text: string): string {
	return text.replace(/[\s\0]+/g, '');
}
