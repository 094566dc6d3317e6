/**
 * Bounds on what comes from outside: servers, settings, files, other windows. Whatever reads foreign text or bytes takes its bound from here,
 * so that nothing that somebody else says can hold up or fill this process. Sizes are in UTF-16 code units unless a name says bytes.
 */

/** The text of one answer. What is longer ends as a failure of its own kind; what came stays readable. */
export const MAX_ANSWER_CHARS = 8 * 1024 * 1024;

/** One line or event of a stream. Ollama's own client takes 8 MB. */
export const MAX_LINE_CHARS = 8 * 1024 * 1024;

/** What is kept of a body that is read for its words only, before any pattern sees it. */
export const MAX_WORDS_CHARS = 4096;

/** Foreign words inside a message for people. */
export const MAX_QUOTE_CHARS = 200;

/** The longest wait that a server can ask for, in milliseconds. */
export const MAX_HINT_MS = 3_600_000;

/** How deep a foreign JSON value is followed. */
export const MAX_JSON_DEPTH = 64;

/** The text of one prompt or answer in the history; what is longer is cut and marked there. */
export const MAX_HISTORY_TEXT_CHARS = 256 * 1024;

/** How much of an answer the page parses and draws at a time. A table, list, quote, paragraph or listing that is longer is drawn in parts of about this size. */
export const MAX_DRAWN_PART_CHARS = 8 * 1024;

/** A block that cannot be drawn in parts, such as one item of a list: from here to its end it is plain text. */
export const MAX_DRAWN_BLOCK_CHARS = 16 * 1024;

/** How much of one answer is laid out as Markdown; what comes after it is plain text. */
export const MAX_DRAWN_MARKDOWN_CHARS = 2 * 1024 * 1024;

/** A text within a line of an answer, such as a cell, in which markup is looked for; a longer one is shown as it is written. */
export const MAX_INLINE_CHARS = 8 * 1024;

/** The longest run of ASCII without a space in such a text: what looks for addresses takes time with its square. */
export const MAX_INLINE_WORD_CHARS = 2048;

/** Cells of a table within one drawn part. Rows are filled up with empty cells, so that few characters can ask for very many. */
export const MAX_TABLE_CELLS = 4096;

/** A listing of an answer that gets colours. */
export const MAX_COLOURED_CHARS = 60_000;
