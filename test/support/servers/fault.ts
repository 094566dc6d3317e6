/**
 * Where in an answer a disruption strikes: before the status line, after the headers (which are then flushed at once), after that many
 * content tokens, or after the last part, instead of the end of the body. A number beyond the answer's length never strikes.
 */
export type Position = "beforeHeaders" | "afterHeaders" | "end" | number;

/** A call of a tool that a scripted model makes. */
export interface ScriptedCall {
  name: string;
  input: Record<string, unknown>;
}

/** Everything a scripted server can do wrong, in one vocabulary for all of them. Several may be combined in one answer (a slow pace and a reset). */
export type Fault =
  /** No fault: an entry for scripts (first request fails, second is answered). */
  | { kind: "ok" }
  /** Sends nothing more and keeps the socket open. */
  | { kind: "hang"; at?: Position }
  /** RST: the client sees ECONNRESET. */
  | { kind: "reset"; at?: Position }
  /** FIN without the end of the body; `closeDelimited` answers with `Connection: close` and no length, so that the cut cannot be seen below the protocol. */
  | { kind: "fin"; at?: Position; closeDelimited?: boolean }
  /** Well-formed end of the body without the terminal marker, after that many tokens (all of them by default). */
  | { kind: "truncate"; afterTokens?: number }
  /** Promises more bytes in Content-Length than it sends. */
  | { kind: "shortContentLength" }
  /** Any answer instead of the real one. An object as body is sent as JSON, a string or a Buffer as it is. */
  | { kind: "status"; status: number; body?: unknown; headers?: Record<string, string>; delayMs?: number }
  /** A web page with status 200 (a captive portal, a wrong port). */
  | { kind: "html"; status?: number; text?: string }
  /** 307 by default, to another origin or path. */
  | { kind: "redirect"; location: string; status?: number }
  /** Bytes that are no HTTP at all. */
  | { kind: "notHttp"; text?: string }
  /** A body of the right content type that cannot be parsed. */
  | { kind: "garbage"; text?: string }
  /** One line or event that cannot be parsed, amid good ones. */
  | { kind: "badLine"; afterTokens?: number; text?: string }
  /** A content token with bytes that are no UTF-8. */
  | { kind: "invalidUtf8"; afterTokens?: number }
  /** One content token of that many bytes (8 MiB by default) in one line. */
  | { kind: "hugeLine"; bytes?: number }
  /** A complete answer without content. */
  | { kind: "empty" }
  /** Status 200 and not a single byte of body. */
  | { kind: "emptyBody" }
  /** Ends by the length limit after that many tokens. */
  | { kind: "length"; afterTokens?: number }
  /** Any other reason to finish, such as `content_filter`. */
  | { kind: "finishReason"; reason: string }
  /** That many reasoning tokens before the content. */
  | { kind: "thinking"; tokens: number }
  /** The model calls these tools after its text, where the request offers any; without text unless a `reply` says some. */
  | { kind: "toolCalls"; calls: ScriptedCall[] }
  /** The server's own in-band error after that many tokens, then the end of the stream. */
  | { kind: "errorEvent"; afterTokens?: number; error?: unknown }
  /** No `[DONE]` after the finish reason (SSE only). */
  | { kind: "noDoneMarker" }
  /** Headers at once and a keep-alive comment (Anthropic: a ping) every so many milliseconds until the first token (SSE only). */
  | { kind: "comments"; everyMs: number; text?: string }
  /** How fast: time to the headers, time to the first token, tokens a second (Infinity: as fast as the socket takes them). */
  | { kind: "pace"; headersMs?: number; firstTokenMs?: number; tokensPerSecond?: number }
  /** Body bytes in TCP segments of that size: lines and UTF-8 sequences get split. */
  | { kind: "split"; bytes: number }
  /** Other content than the server's own reply. */
  | { kind: "reply"; text: string };

type FaultKind = Fault["kind"];

const kinds: Record<FaultKind, true> = {
  ok: true,
  hang: true,
  reset: true,
  fin: true,
  truncate: true,
  shortContentLength: true,
  status: true,
  html: true,
  redirect: true,
  notHttp: true,
  garbage: true,
  badLine: true,
  invalidUtf8: true,
  hugeLine: true,
  empty: true,
  emptyBody: true,
  length: true,
  finishReason: true,
  thinking: true,
  toolCalls: true,
  errorEvent: true,
  noDoneMarker: true,
  comments: true,
  pace: true,
  split: true,
  reply: true,
};

/** Which requests a rule is for; what is left out matches all. Without a route the rule is for the routes that generate text. */
export interface FaultScope {
  /** How often the rule strikes before it is used up; without it always. */
  times?: number;
  /** A path such as `/api/tags`, or `*` for every route. */
  route?: string;
  method?: string;
  /** Model as the request names it; `llama3.2` also means `llama3.2:latest`. */
  model?: string;
  /** True: only on a socket that has served a request before (a stale keep-alive connection); false: only on a fresh one. */
  reusedSocket?: boolean;
}

/** Takes what came as JSON over the control route. @throws TypeError that names what is wrong. */
export function parseFaults(value: unknown): Fault[] {
  const list = Array.isArray(value) ? value : [value];
  for (const item of list) {
    const kind = (item as { kind?: unknown } | null)?.kind;
    if (typeof kind !== "string" || !(kind in kinds))
      throw new TypeError(
        `Unknown fault ${JSON.stringify(item)}: kind must be one of ${Object.keys(kinds).join(", ")}`,
      );
  }
  return list as Fault[];
}
