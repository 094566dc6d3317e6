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

/** One message for people, with all that is quoted in it. The editor itself cuts notifications here. */
export const MAX_NOTICE_CHARS = 1000;

/** The longest wait that a server can ask for, in milliseconds. */
export const MAX_HINT_MS = 3_600_000;

/** How deep a foreign JSON value is followed. */
export const MAX_JSON_DEPTH = 64;

/** The text of one prompt or answer in the history; what is longer is cut and marked there. */
export const MAX_HISTORY_TEXT_CHARS = 256 * 1024;

/** The shortest interval of background health checks, in milliseconds; they go to every endpoint. */
export const MIN_CHECK_INTERVAL_MS = 1_000;

/** The value of one header, an API key included. The longest tokens in use have about 4,000, and servers refuse heads of more than 8 or 16 KB. */
export const MAX_HEADER_CHARS = 8_000;

/** The name of one header. */
export const MAX_HEADER_NAME_CHARS = 256;

/** Headers of one endpoint's own. */
export const MAX_HEADERS = 50;

/** What another window has saved of one breaker, in bytes. Our own take less than one kilobyte, and with the longest window that settings allow some more. */
export const MAX_SNAPSHOT_BYTES = 64 * 1024;

/** The name of a window, or the number of its renewal, in the table of leases, in bytes. */
export const MAX_LEASE_BYTES = 64;
