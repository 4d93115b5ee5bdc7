/**
 * Every bound on what comes out of a message, and on the addresses that go into one, in one place.
 * Mail is written by strangers: without these, one message can fill the memory or stop the event
 * loop.
 */

/** Characters of `text`; a page of a book has 2,000. */
export const MAX_TEXT_LENGTH = 200_000;

/** Characters of `html` as it is given out, and as it is turned into text. */
export const MAX_HTML_LENGTH = 500_000;

/** Elements within elements of the HTML that is quoted; and of what is read before giving up. */
export const MAX_HTML_DEPTH = 100;
export const MAX_HTML_STACK = 500;

/** Characters of `subject`; RFC 5322 §2.1.1 ends a line at 998. */
export const MAX_SUBJECT_LENGTH = 2_000;

/** Characters of a name, an address, a Message-ID or a file name; all of them fit into a line. */
export const MAX_TOKEN_LENGTH = 1_000;

/** Characters of `snippet`, about two lines of a message list. */
export const SNIPPET_LENGTH = 200;

/** Bytes up to which a message is fetched whole; of a larger one, header and text parts alone. */
export const MAX_WHOLE_FETCH = 256 * 1024;

/** Bytes of the header block and of each text part of a message that is fetched by parts. */
export const MAX_HEADER_BYTES = 256 * 1024;
export const MAX_TEXT_PART_BYTES = 1024 * 1024;

/** Bytes of the header block of a message that is redirected; 100 hops leave some 60 KB. */
export const MAX_REDIRECTED_HEADER_BYTES = 1024 * 1024;

/**
 * Bytes of one field of a header, of a part's header and of the parts together, the number of lines
 * between parts, and multiparts in multiparts, as a parser is given them. mailparser itself gives up
 * at 1,000 parts and 1 MB of header; Dovecot reads 100 levels.
 */
export const MAX_FIELD_BYTES = 64 * 1024;
export const MAX_PART_HEADER_BYTES = 64 * 1024;
export const MAX_BODY_BYTES = 2 * 1024 * 1024;
export const MAX_PARTS = 900;
export const MAX_PART_DEPTH = 100;

/** Text parts read of one message, and attachments listed. */
export const MAX_TEXT_PARTS = 20;
export const MAX_ATTACHMENTS = 500;

/** Addresses in one header field, and Message-IDs in References. */
export const MAX_ADDRESSES = 1_000;
export const MAX_REFERENCES = 100;

/** Characters of one text of addresses to write to, about 30,000 of them; and lists in its lists. */
export const MAX_ADDRESS_TEXT = 1_000_000;
export const MAX_ADDRESS_NESTING = 10;

/** Characters of a template, of one placeholder, and of the text that a template may become. */
export const MAX_TEMPLATE_LENGTH = 200_000;
export const MAX_PLACEHOLDER_LENGTH = 200;
export const MAX_FILLED_LENGTH = 5_000_000;

/** Pieces that the sections of a template may write, and sections within sections. */
export const MAX_TEMPLATE_STEPS = 100_000;
export const MAX_TEMPLATE_NESTING = 20;

/** Characters of Markdown; the worst of it takes a quarter of a second (measured). */
export const MAX_MARKDOWN_LENGTH = 200_000;

/** Texts of a message that no person sees, and the characters of each, as they are listed. */
export const MAX_HIDDEN_TEXTS = 50;
export const MAX_HIDDEN_LENGTH = 1_000;

/** Links of a message that lie about where they lead, as they are listed. */
export const MAX_DECEPTIVE_LINKS = 100;

/** Header fields that are given out, and the characters of each and of all. */
export const MAX_HEADER_FIELDS = 500;
export const MAX_HEADER_VALUE_LENGTH = 10_000;
export const MAX_HEADERS_LENGTH = 100_000;
