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

/** What waits to be written to the history while it cannot be: texts are let go beyond it, the oldest first, then figures. */
export const MAX_UNWRITTEN_CHARS = 16_000_000;

/** A file of entries that a window could not write before it ended. A few times what may wait, because JSON writes more. */
export const MAX_LEFT_OVER_BYTES = 256 * 1024 * 1024;
