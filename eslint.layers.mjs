import { readFileSync } from 'node:fs';
import { posix } from 'node:path';

/**
 * Who may import whom, as ESLint rules. Imports run downwards only: nodes → nodes/shared →
 * mail/mailbox → mail/outbox → mail/{smtp,imap} → mail/message → mail/network → mail/account →
 * mail/errors. The table is an allow-list, so that a new folder is out of bounds until it is named here; test/lint/importDirection.test.ts tries it.
 */
const foundation = ['mail/account', 'mail/clock', 'mail/errors', 'mail/network'];

// Where two lines fit a file, the later one holds.
const rooms = [
	{ room: 'credentials', mayImport: ['mail/account'], typesOf: ['n8n-workflow'] },

	{ room: 'nodes/*', mayImport: ['nodes/shared', 'mail'], packages: ['n8n-workflow'] },
	{ room: 'nodes/shared', mayImport: ['mail'], packages: ['n8n-workflow'] },

	{ room: 'mail', mayImport: [] },
	{ room: 'mail', files: ['errors', 'clock'], mayImport: [], mayEnter: [] },
	{ room: 'mail', files: ['network'], mayImport: [], mayEnter: ['account'] },
	{ room: 'mail/account', mayImport: ['mail/errors'] },
	{ room: 'mail/message', mayImport: foundation },
	{
		room: 'mail/message',
		files: ['address', 'compose', 'mimeText'],
		mayImport: foundation,
		packages: ['nodemailer'],
	},
	{ room: 'mail/message', files: ['mime'], mayImport: foundation, packages: ['mailparser'] },
	{ room: 'mail/smtp', mayImport: ['mail/message', ...foundation], packages: ['nodemailer'] },
	{ room: 'mail/imap', mayImport: ['mail/message', ...foundation], packages: ['imapflow'] },
	{
		room: 'mail/outbox',
		mayImport: ['mail/smtp', 'mail/imap', 'mail/message', ...foundation],
	},
	{
		room: 'mail/mailbox',
		mayImport: ['mail/outbox', 'mail/smtp', 'mail/imap', 'mail/message', ...foundation],
	},
];

/** Packages of one room each; every other dependency may be used anywhere. */
const ofOneRoom = ['imapflow', 'mailparser', 'nodemailer'];

const { dependencies } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));
const ofAllRooms = Object.keys(dependencies).filter((name) => !ofOneRoom.includes(name));

/** Deeper than any room is nested. */
const depths = [0, 1, 2, 3, 4];

export const importDirection = rooms.flatMap((room) =>
	depths.map((depth) => ({
		files: [`${room.room}/${'*/'.repeat(depth)}${fileNames(room.files)}.ts`],
		rules: {
			'no-restricted-imports': ['error', { patterns: restrictedPatterns(room, depth) }],
			'no-restricted-syntax': ['error', ...restrictedSyntax(room)],
		},
	})),
);

function fileNames(names = ['*']) {
	return names.length === 1 ? names[0] : `{${names.join(',')}}`;
}

function restrictedPatterns({ room, mayImport, mayEnter, packages = [], typesOf = [] }, depth) {
	const patterns = [
		{
			regex: leavingFor(room, depth, mayImport),
			message: `From ${room}/ only these may be imported: ${mayImport.join(', ') || 'none outside'}.`,
		},
		{
			regex: String.raw`^\./.*\.\.(/|$)|[^./]/\.\.(/|$)|^/`,
			message: 'A path that climbs in its middle hides where it leads.',
		},
		{
			regex: `^(?!\\.|node:|(${[...ofAllRooms, ...packages, ...typesOf].join('|')})(/|$))`,
			message: `Not for ${room}/, or not a dependency that users get.`,
		},
	];
	if (mayEnter) {
		patterns.push({
			regex: `^(?!\\./(${mayEnter.join('|')})/)\\./.*/`,
			message: 'The other rooms stand on this file.',
		});
	}
	return patterns;
}

/**
 * A pattern for every path that leaves the room, from a file `depth` folders inside it, but those
 * that lead to one of `mayImport`.
 */
function leavingFor(room, depth, mayImport) {
	const toTheTop = '../'.repeat(depth);
	const allowed = mayImport.map((target) => toTheTop + posix.relative(room, target));
	const exceptions = allowed.length > 0 ? `(?!(${allowed.map(escaped).join('|')})(/|$))` : '';
	return `^${exceptions}${escaped(toTheTop)}\\.\\.(/|$)`;
}

function escaped(path) {
	return path.replaceAll('.', String.raw`\.`);
}

function restrictedSyntax({ room, typesOf = [] }) {
	return [
		{
			selector: 'ImportExpression, TSImportEqualsDeclaration',
			message: 'Import statically, so that the direction of imports can be checked.',
		},
		...typesOf.map((name) => ({
			selector: `ImportDeclaration[source.value="${name}"][importKind!="type"]`,
			message: `${room}/ only needs types of ${name}: write "import type".`,
		})),
	];
}
