import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { retryAfterFromHeaders } from "../../../core/failure/retry-after";
import { shownUrl } from "../../../core/foreign/shown-url";

export interface OtlpTarget {
  /** The whole address, path included. */
  url: string;
  headers: Record<string, string>;
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

/** A receiver's answer says in a few bytes what it did not take; more is not read. */
const ANSWER_LIMIT = 64 * 1024;

/**
 * Posts one protobuf message by OTLP/HTTP, on a connection of its own that is closed afterwards; follows no redirect, since the
 * headers are meant for this address.
 * @returns the answer's body
 * @throws {OtlpPushError}, or the signal's reason
 */
export async function postOtlp(
  { url, headers }: OtlpTarget,
  body: Uint8Array,
  signal: AbortSignal,
): Promise<Uint8Array> {
  // No agent of our own: the editor puts its proxy settings where there is none.
  const send = new URL(url).protocol === "https:" ? httpsRequest : httpRequest;
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const request = send(url, {
        method: "POST",
        headers: {
          ...headers,
          "Content-Type": "application/x-protobuf",
          "Content-Length": body.byteLength,
          "User-Agent": "llm-breaker",
          Connection: "close",
        },
        signal,
      });
      request.once("response", resolve).once("error", reject).end(body);
    });
    const answer = await readAnswer(response);
    const status = response.statusCode ?? 0;
    if (status >= 200 && status <= 299) return answer;
    throw new OtlpPushError(
      refusal(url, response),
      retryAfterFromHeaders({ "retry-after": response.headers["retry-after"] ?? "" }, Date.now()),
    );
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof OtlpPushError) throw error;
    throw new OtlpPushError(`${shownUrl(url)}: ${reasonOf(error)}`);
  }
}

async function readAnswer(response: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > ANSWER_LIMIT) return new Uint8Array();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function refusal(url: string, { statusCode, statusMessage, headers }: IncomingMessage): string {
  if (headers.location !== undefined)
    return `${shownUrl(url)} redirects to ${shownUrl(headers.location, url)}: set that address instead`;
  return `${shownUrl(url)} answered ${statusCode} ${statusMessage ?? ""}`.trimEnd();
}

/** Where a name has several addresses the runtime's error has no message of its own, but one for each. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === "") return error.errors.map(reasonOf).join(", ");
  return error instanceof Error ? error.message : String(error);
}
