/**
 * Every bound on a question and on its answer, in one place. A question is kept with the execution,
 * and an answer comes from whoever holds the link.
 */

/** Characters of the message, which is in the mail and on the page. */
export const MAX_MESSAGE_LENGTH = 100_000;

/** Characters of a label, of an option and of a placeholder. */
export const MAX_LABEL_LENGTH = 500;

/** Fields of a form, and options of a field. */
export const MAX_FIELDS = 50;
export const MAX_OPTIONS = 200;

/** Characters of an answer in one line, and in a text area. */
export const MAX_LINE_LENGTH = 1_000;
export const MAX_TEXT_LENGTH = 20_000;
