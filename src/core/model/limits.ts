/**
 * Bounds on what comes from outside: servers, settings, files, other windows. Whatever reads foreign text or bytes takes its bound from here,
 * so that nothing that somebody else says can hold up or fill this process. Sizes are in UTF-16 code units unless a name says bytes.
 */

/** The text of one answer. What is longer ends as a failure of its own kind; what came stays readable. */
export const MAX_ANSWER_CHARS = 8 * 1024 * 1024;

/** One line or event of a stream: an answer may come in one, and in JSON many characters are written with two or more. Ollama's own client takes 8 MB. */
export const MAX_LINE_CHARS = 16 * 1024 * 1024;

/** What is kept of a body that is read for its words only, before any pattern sees it. */
export const MAX_WORDS_CHARS = 4096;

/** Foreign words inside a message for people. */
export const MAX_QUOTE_CHARS = 200;

/** One message for people, with all that is quoted in it. The editor itself cuts notifications here. */
export const MAX_NOTICE_CHARS = 1000;

/** The longest wait that a server can ask for, in milliseconds. */
export const MAX_HINT_MS = 3_600_000;

/** More tokens than any model's context holds: what says more does not count tokens. */
export const MAX_TOKENS = 1e9;

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
/** Of an endpoint's name that one window tells another, in bytes. */
export const MAX_SHARED_NAME_BYTES = 512;

/** Everything that one answer may send, in bytes: its text with the JSON around each token, reasoning, tool calls, comments. */
export const MAX_STREAM_BYTES = 256 * 1024 * 1024;

/** What is still read of a stream whose end was seen, in bytes: the usage, and the end of the connection. */
export const MAX_STREAM_REST_BYTES = 1024 * 1024;

/** A list of models, in bytes; the longest public ones have less than one MB. */
export const MAX_LIST_BYTES = 4 * 1024 * 1024;

/** A short JSON answer (a version, the end of a load), in bytes. */
export const MAX_SHORT_JSON_BYTES = 64 * 1024;

/** What is read of a body that is read for its words only, in bytes; then the socket is closed. */
export const MAX_WORDS_BYTES = 64 * 1024;

/** The head of a response, in bytes. Node's own bound of 16 KB is less than what some gateways send. */
export const MAX_HEAD_BYTES = 64 * 1024;

/** One line of a download's progress. */
export const MAX_PROGRESS_LINE_CHARS = 64 * 1024;

/** Models of one endpoint. */
export const MAX_MODELS = 2_000;

/** A name that a server gives: of a model, of a way to end. */
export const MAX_NAME_CHARS = 256;

/** The id of a call of a tool. Gateways put what a model wants back with its call into it, such as a signature of what it thought. */
export const MAX_CALL_ID_CHARS = 64 * 1024;

/** One question that a person types or pastes. */
export const MAX_QUESTION_CHARS = 256 * 1024;

/** Questions that wait in one conversation. */
export const MAX_QUEUED_QUESTIONS = 20;

/** Questions of one conversation that are kept, the last ones. */
export const MAX_TURNS = 500;

/** The file of one conversation, in bytes: what is longer loses its oldest questions. */
export const MAX_CONVERSATION_BYTES = 16 * 1024 * 1024;

/** Conversations that are kept, the latest ones. */
export const MAX_CONVERSATIONS = 500;

/** What the cached answers and their questions take together. */
export const MAX_CACHE_CHARS = 16 * 1024 * 1024;

/** Text in one message to a page; what is longer goes in several. */
export const MAX_PAGE_MESSAGE_CHARS = 256 * 1024;

/** The text of an attempt that broke, as a panel keeps it beside the answer. */
export const MAX_SET_ASIDE_CHARS = 256 * 1024;

/** All prompts of one request in the history together. */
export const MAX_HISTORY_PROMPTS_CHARS = 512 * 1024;

/** Messages of one request that the history keeps, the last ones. */
export const MAX_HISTORY_MESSAGES = 200;

/** Attempts of one request that the history keeps, the last ones. */
export const MAX_HISTORY_ATTEMPTS = 50;

/** What the history keeps of the sentence in which a request failed, which may tell of several attempts, and of a title. */
export const MAX_HISTORY_SENTENCE_CHARS = 2_000;

/** What the history keeps of why one attempt failed. A list shows the attempts of five hundred requests at a time. */
export const MAX_HISTORY_ATTEMPT_MESSAGE_CHARS = 500;

/** One word of a full-text search. What is longer is no word that anybody types. */
export const MAX_SEARCH_WORD_CHARS = 64;

/** Pieces of one answer that cannot be understood and are left out. What sends more is no answer of its kind. */
export const MAX_UNREADABLE_PIECES = 2;

/** Lines of one event of a stream. Each costs far more than the few characters that may be in it. */
export const MAX_EVENT_LINES = 10_000;

/** What HTTP may put around one answer, in bytes, beside {@link MAX_FRAME_SHARE}: head, provisional heads, what has been read and not yet been looked at. */
export const MAX_FRAME_BYTES = 512 * 1024;

/** How many bytes of frame there may be for each byte of a body: a server that sends single bytes in chunks needs six. */
export const MAX_FRAME_SHARE = 8;

/** The sentence in which one attempt failed. */
export const MAX_FAILURE_MESSAGE_CHARS = 1_000;

/** What waits to be written to the history while it cannot be: texts are let go beyond it, the oldest first, then figures. */
export const MAX_UNWRITTEN_CHARS = 16_000_000;

/** A file of entries that a window could not write before it ended. A few times what may wait, because JSON writes more. */
export const MAX_LEFT_OVER_BYTES = 256 * 1024 * 1024;

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

/** Content codings of one answer, one upon the other. */
export const MAX_PACKINGS = 3;

/** What a compressed answer may unpack to however small it is, in bytes. */
export const MAX_UNPACKED_FREE_BYTES = 1024 * 1024;

/** How many bytes one byte of it may unpack to beyond that. A stream of one token over and over has 255 with gzip, a bomb 1,030. */
export const MAX_UNPACKED_RATIO = 400;

/** One formula of an answer; a longer one is shown as it is written. */
export const MAX_FORMULA_CHARS = 2_000;

/** What one formula may expand to, in macros: KaTeX's own bound of 1,000 is more than any real one needs. */
export const MAX_FORMULA_EXPANSIONS = 300;

/** The largest length that a formula may ask for, in em. */
export const MAX_FORMULA_EM = 20;

/** The source of a diagram that is drawn; of a longer one the source is shown. */
export const MAX_DIAGRAM_CHARS = 8_000;

/** Characters of an answer that become the message of a commit; nobody reads more in a log. */
export const MAX_COMMIT_MESSAGE_CHARS = 8_000;

/** Messages of one request, parts of them included. */
export const MAX_PARTS = 10_000;

/** Tools of one request. */
export const MAX_TOOLS = 512;

/** The schema of one tool, as JSON. */
export const MAX_SCHEMA_CHARS = 256 * 1024;

/** Schemas within the schema of one tool, once all that it refers to stands in its place: few characters can refer to very many. */
export const MAX_SCHEMA_PARTS = 5_000;

/** What one tool is called with, as JSON, in a request. In an answer the bound of an answer counts it. */
export const MAX_TOOL_INPUT_CHARS = 8 * 1024 * 1024;

/** One picture of a request, in bytes. Providers take at most 5 to 20 MB. */
export const MAX_IMAGE_BYTES = 20 * 1024 * 1024;

/** All pictures of one request together, in bytes. */
export const MAX_IMAGES_BYTES = 64 * 1024 * 1024;

/** Calls of tools in one answer. */
export const MAX_TOOL_CALLS = 128;
