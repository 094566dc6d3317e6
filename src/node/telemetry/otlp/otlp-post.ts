import { STATUS_CODES } from "node:http";
import { retryAfterFromHeaders } from "../../../core/failure/retry-after";
import { localOnlySentence } from "../../../core/failure/local-only";
import { shownUrl } from "../../../core/foreign/shown-url";
import { TransportError, type Transport, type TransportResponse } from "../../../core/ports/transport";

export interface OtlpTarget {
  /** The whole address, path included. */
  url: string;
  headers: Record<string, string>;
  /** Nothing may leave this machine and its private network. */
  localOnly?: boolean;
}

/** A push that did not arrive. */
export class OtlpPushError extends Error {
  override readonly name = "OtlpPushError";
  constructor(
    message: string,
    /** What the receiver asked for, in milliseconds. */
    readonly retryAfterMs?: number,
  ) {
    super(message);
  }
}

/** To reach the receiver, in milliseconds; the whole push has a time of its own. */
const CONNECT_TIMEOUT_MS = 10_000;

/** A receiver's answer says in a few bytes what it did not take; more is not read. */
const ANSWER_LIMIT = 64 * 1024;

/**
 * Posts one protobuf message by OTLP/HTTP, on a connection of its own that is closed afterwards; follows no redirect to elsewhere, since the
 * headers are meant for this address.
 * @returns the answer's body
 * @throws {OtlpPushError}, or the signal's reason
 */
export async function postOtlp(
  { url, headers, localOnly }: OtlpTarget,
  body: Uint8Array,
  signal: AbortSignal,
  transport: Pick<Transport, "request">,
): Promise<Uint8Array> {
  const own = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  try {
    const response = await transport.request({
      method: "POST",
      url,
      headers: { ...own, "content-type": "application/x-protobuf", "user-agent": "llm-breaker" },
      body,
      signal,
      connectTimeoutMs: CONNECT_TIMEOUT_MS,
      ownConnection: true,
      ...(localOnly && { localOnly }),
    });
    const answer = await readAnswer(response);
    const { status } = response;
    if (status >= 200 && status <= 299) return answer;
    throw new OtlpPushError(refusal(url, response), retryAfterFromHeaders(response.headers, Date.now()));
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof OtlpPushError) throw error;
    throw new OtlpPushError(`${shownUrl(url)}: ${reasonOf(error)}`);
  }
}

async function readAnswer({ body }: TransportResponse): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > ANSWER_LIMIT) return new Uint8Array();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function refusal(url: string, { status, headers }: TransportResponse): string {
  const { location } = headers;
  if (location !== undefined)
    return `${shownUrl(url)} redirects to ${shownUrl(location, url)}: set that address instead`;
  return `${shownUrl(url)} answered ${status} ${STATUS_CODES[status] ?? ""}`.trimEnd();
}

function reasonOf(error: unknown): string {
  if (error instanceof TransportError && error.kind === "local_only") return localOnlySentence(error.message);
  return error instanceof Error ? error.message : String(error);
}
