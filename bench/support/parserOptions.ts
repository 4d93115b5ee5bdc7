/** What mailparser's simpleParser is to leave away, as mail/message/mime.ts has it. */
export const parserOptions = {
	skipHtmlToText: true,
	skipTextToHtml: true,
	skipTextLinks: true,
	skipImageLinks: true,
	keepCidLinks: true,
};
